// The lead in the editor: as a request body, and as the part of the address after "#".

const LONGEST_LINK = 8000;

/** Fields as the editor shows them. */
export function pretty(fields) {
  return JSON.stringify(fields, null, 2);
}

/** What is wrong with the text, for the person who wrote it. */
class NotALead extends Error {
  title = "This is not a lead yet";
}

/**
 * The body of the request, with the lead's own text kept to the letter.
 *
 * A bare object is the fields; an object with `fields` is a whole body. Unless the body itself
 * says otherwise it is a dry run. Fields alone are sent as `recordType`.
 */
export function requestBody(text, recordType) {
  const lead = text.trim();
  if (lead === "") throw new NotALead("Pick a sample, or paste a lead as JSON.");
  let value;
  try {
    value = JSON.parse(lead);
  } catch (error) {
    throw new NotALead(`It does not read as JSON. ${error.message}`);
  }
  if (!isObject(value)) throw new NotALead('A lead is one JSON object, such as {"Email": "kim@example.com"}.');
  if (!isObject(value.fields)) {
    const type = recordType ? `"record_type": ${JSON.stringify(recordType)}, ` : "";
    return `{${type}"dry_run": true, "fields": ${lead}}`;
  }
  return "dry_run" in value ? lead : `{"dry_run": true, ${lead.slice(1)}`;
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The address part that leads back here: the name of a sample, else the lead itself as base64url,
 * or nothing when it is too long for a link.
 */
export function leadToHash(name, text) {
  if (name) return `#sample=${encodeURIComponent(name)}`;
  const bytes = new TextEncoder().encode(text);
  if (text.trim() === "" || bytes.length > LONGEST_LINK) return "";
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return `#lead=${base64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

/** The address part that leads back to a logged decision. */
export function decisionToHash(id) {
  return `#decision=${encodeURIComponent(id)}`;
}

/** `{sample: name}`, `{text}`, `{decision: id}` or null: what the two above wrote. */
export function leadFromHash(hash) {
  const [, kind, value] = /^#(sample|lead|decision)=(.+)$/.exec(hash) ?? [];
  try {
    if (kind === "sample" || kind === "decision") return { [kind]: decodeURIComponent(value) };
    if (kind !== "lead") return null;
    const base64 = atob(value.replaceAll("-", "+").replaceAll("_", "/"));
    return { text: new TextDecoder().decode(Uint8Array.from(base64, (letter) => letter.charCodeAt(0))) };
  } catch {
    return null;
  }
}
