// Opening keys and their files: the private half under a passphrase, which leaves this browser only as that file.
// The file is JSON: PBKDF2-HMAC-SHA256 makes of the passphrase the key of AES-256-GCM over PKCS#8; see key_files.py.
import { fromBase64, sha256, toBase64 } from "./envelope.js";

const FORMAT = "pingzhun-opening-key/1";
const ITERATIONS = 600_000;
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const utf8 = new TextEncoder();

export class WrongFile extends Error {}

async function keyOf(passphrase, salt, iterations) {
  const base = await crypto.subtle.importKey("raw", utf8.encode(passphrase), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

// {publicKey, fingerprint, file}: a new key, and the text of the file to keep.
export async function makeKey(passphrase, organisation) {
  const pair = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const fingerprint = await sha256(publicKey);
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const aead = { name: "AES-GCM", iv: nonce, additionalData: utf8.encode(fingerprint) };
  const pkcs8 = await crypto.subtle.exportKey("pkcs8", pair.privateKey);
  const wrapped = await crypto.subtle.encrypt(aead, await keyOf(passphrase, salt, ITERATIONS), pkcs8);
  const file = {
    format: FORMAT,
    organisation,
    fingerprint,
    iterations: ITERATIONS,
    salt: toBase64(salt),
    nonce: toBase64(nonce),
    private_key: toBase64(new Uint8Array(wrapped)),
  };
  return { publicKey: toBase64(publicKey), fingerprint, file: JSON.stringify(file, null, 2) };
}

// The key pair of a file. Throws WrongFile with a sentence for the person.
export async function openKey(text, passphrase, { fingerprint, publicKey }) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    file = {};
  }
  if (file?.format !== FORMAT) throw new WrongFile("这不是密钥文件，请选择生成开启密钥时保存的文件。");
  if (file.fingerprint !== fingerprint) {
    throw new WrongFile("这不是该项目所用的那把密钥。单位更换过密钥的，请选择项目发布时使用的密钥文件。");
  }
  const aead = { name: "AES-GCM", iv: fromBase64(file.nonce), additionalData: utf8.encode(fingerprint) };
  let pkcs8;
  try {
    pkcs8 = await crypto.subtle.decrypt(
      aead,
      await keyOf(passphrase, fromBase64(file.salt), file.iterations),
      fromBase64(file.private_key),
    );
  } catch {
    throw new WrongFile("口令不正确，请重新输入。");
  }
  return {
    privateKey: await crypto.subtle.importKey("pkcs8", pkcs8, CURVE, false, ["deriveBits"]),
    publicKey: await crypto.subtle.importKey("raw", fromBase64(publicKey), CURVE, true, []),
  };
}
