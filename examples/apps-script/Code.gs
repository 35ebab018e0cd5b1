/**
 * Tells Routebook that this spreadsheet was edited, so that the edit decides within two seconds.
 *
 * Script properties (Project Settings > Script properties):
 *   ROUTEBOOK_URL             where Routebook is, such as https://routebook.acme.example
 *   ROUTEBOOK_REFRESH_SECRET  the same text as refresh_secret on the server: whsec_ and base64
 *
 * Then run `install` once. What is sent says that there was an edit, and nothing of what is in it.
 */

const PAUSE_MS = 1000; // between two messages, while somebody goes on editing
const LOCK_MS = 2000;
const MOST_MESSAGES = 20; // of one run; Apps Script ends runs after six minutes
const REMEMBERED_SECONDS = 600;
const EDITED = 'edited';
const TOLD = 'told';

/** Run this once: from then on every edit is told. Running it again does no harm. */
function install() {
  settings_();
  for (const trigger of ScriptApp.getProjectTriggers()) {
    if (trigger.getHandlerFunction() === 'tellRoutebook') ScriptApp.deleteTrigger(trigger);
  }
  const book = SpreadsheetApp.getActive();
  ScriptApp.newTrigger('tellRoutebook').forSpreadsheet(book).onEdit().create();
  ScriptApp.newTrigger('tellRoutebook').forSpreadsheet(book).onChange().create();
  test();
}

/** Run this to see whether Routebook can be reached: the answer stands in the execution log. */
function test() {
  const answer = send_();
  console.log(`Routebook answered ${answer.getResponseCode()}: ${answer.getContentText()}`);
}

/**
 * What the triggers call. The first edit is told at once; those that come meanwhile are told
 * together, by the run that is at it already.
 */
function tellRoutebook() {
  const cache = CacheService.getScriptCache();
  cache.put(EDITED, Utilities.getUuid(), REMEMBERED_SECONDS);
  const lock = LockService.getScriptLock();
  if (!lock.tryLock(LOCK_MS)) return;
  try {
    for (let sent = 0; sent < MOST_MESSAGES; sent++) {
      const edited = cache.get(EDITED);
      if (edited === cache.get(TOLD)) return;
      cache.put(TOLD, edited, REMEMBERED_SECONDS);
      check_(send_());
      Utilities.sleep(PAUSE_MS);
    }
  } finally {
    lock.releaseLock();
  }
}

/** Only what somebody has to mend is an error, of which Google writes to the owner of the script. */
function check_(answer) {
  const status = answer.getResponseCode();
  const told = `Routebook answered ${status}: ${answer.getContentText().slice(0, 500)}`;
  if ([401, 403, 404, 405].includes(status)) throw new Error(told);
  if (status !== 200) console.warn(`${told}. The edit is read within 20 seconds anyway`);
}

function send_() {
  const { url, secret } = settings_();
  const body = '{}';
  const id = Utilities.getUuid();
  const seconds = String(Math.floor(Date.now() / 1000));
  return UrlFetchApp.fetch(`${url}/v1/tables/refresh`, {
    method: 'post',
    contentType: 'application/json',
    payload: body,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': seconds,
      'webhook-signature': signature_(secret, id, seconds, body),
    },
    muteHttpExceptions: true,
  });
}

/** As Standard Webhooks signs: https://github.com/standard-webhooks/standard-webhooks */
function signature_(secret, id, seconds, body) {
  const key = Utilities.base64Decode(secret.replace(/^whsec_/, ''));
  const signed = Utilities.newBlob(`${id}.${seconds}.${body}`).getBytes();
  return `v1,${Utilities.base64Encode(Utilities.computeHmacSha256Signature(signed, key))}`;
}

function settings_() {
  const properties = PropertiesService.getScriptProperties();
  const url = (properties.getProperty('ROUTEBOOK_URL') || '').trim().replace(/\/+$/, '');
  const secret = (properties.getProperty('ROUTEBOOK_REFRESH_SECRET') || '').trim();
  if (!/^https?:\/\/[^/]/.test(url)) {
    throw new Error('Set the script property ROUTEBOOK_URL to where Routebook is: https://…');
  }
  if (!/^whsec_\S+$/.test(secret)) {
    throw new Error('Set the script property ROUTEBOOK_REFRESH_SECRET: whsec_ and base64');
  }
  return { url, secret };
}
