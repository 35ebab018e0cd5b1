// The service, as this page talks to it: relative addresses, JSON, one API key per tab.

const KEY = "routebook-key";
let asking = null;

/** An answer that is not a success: `problem` is the RFC 9457 object, or as much as is known. */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? `The server answered ${status}.`);
    this.status = status;
    this.problem = problem;
  }
}

/** The body of GET `path`. With `ask`, a key that is wanted is asked for and the call made again. */
export function get(path, { ask = false } = {}) {
  return call(path, {}, ask);
}

/** The answer to POST of a JSON text, kept to the letter; `signal` gives the call up. */
export function post(path, text, signal) {
  return call(path, { method: "POST", body: text, headers: { "Content-Type": "application/json" }, signal }, true);
}

export function hasKey() {
  return sessionStorage.getItem(KEY) !== null;
}

export function forgetKey() {
  sessionStorage.removeItem(KEY);
}

/** The command that sends the same request from a terminal; without a text, GET. No key is in it. */
export function curl(path, text) {
  const quote = (argument) => `'${argument.replaceAll("'", "'\\''")}'`;
  const key = hasKey() ? " \\\n  -H \"Authorization: Bearer $ROUTEBOOK_API_KEY\"" : "";
  const address = quote(new URL(path, document.baseURI).href);
  if (text === undefined) return `curl -sS ${address}${key}`;
  return `curl -sS ${address} \\\n  -H 'Content-Type: application/json'${key} \\\n  -d ${quote(text)}`;
}

async function call(path, options, ask) {
  const key = sessionStorage.getItem(KEY);
  const headers = { Accept: "application/json", ...options.headers };
  if (key !== null) headers.Authorization = `Bearer ${key}`;
  const response = await fetch(path, { ...options, headers, cache: "no-cache" });
  if (response.status === 401 && ask && (await askForKey(key))) return call(path, options, ask);
  const body = await response.json().catch(() => undefined);
  if (response.ok && body !== undefined) return body;
  throw new Refused(response.status, typeof body === "object" && body !== null ? body : { title: `The server answered ${response.status}` });
}

/** Whether there is another key to try now; several calls at once share one question. */
function askForKey(used) {
  if (sessionStorage.getItem(KEY) !== used) return Promise.resolve(true);
  asking ??= new Promise((resolve) => {
    const dialog = document.getElementById("key-dialog");
    const input = document.getElementById("key");
    input.value = "";
    dialog.returnValue = "";
    dialog.addEventListener("close", () => {
      const given = dialog.returnValue === "use" && input.value.trim() !== "";
      if (given) sessionStorage.setItem(KEY, input.value.trim());
      input.value = "";
      asking = null;
      resolve(given);
    }, { once: true });
    dialog.showModal();
  });
  return asking;
}
