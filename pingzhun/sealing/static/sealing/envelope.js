// The sealed envelope `pingzhun-envelope/1`; envelope.py says what it is. Nothing here is sent anywhere.
import { Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";
import { split } from "shamir-secret-sharing";

const FORMAT = "pingzhun-envelope/1";
const PADDING = 512;
const kem = new DhkemP256HkdfSha256();
const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes128Gcm() });
const utf8 = new TextEncoder();

export function toBase64(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

export function fromBase64(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

export function toHex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function sha256(bytes) {
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

// JSON of texts, whole numbers, lists and plain objects with sorted keys and no spaces, as ledger/canonical.py writes it.
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const entries = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${entries.join(",")}}`;
}

function context(box, organisation, holder, ciphertext) {
  return utf8.encode(canonical({ format: FORMAT, box, organisation, holder, ciphertext }));
}

// The secret of one offer: its text and its files are encrypted to it.
export const newIdentity = generateX25519Identity;

// What is posted: `payload` sealed for the holders of a box. to: {box, organisation, threshold, holders}, from seal_for.
// files: what the payload says of those that were encrypted to the same identity.
export async function seal(payload, to, identity, files = []) {
  if (files.length) payload = { ...payload, files };
  const salt = toHex(crypto.getRandomValues(new Uint8Array(32)));
  const text = utf8.encode(canonical({ payload, salt }));
  const padded = new Uint8Array(Math.ceil(text.length / PADDING) * PADDING);
  padded.set(text);

  const encrypter = new Encrypter();
  encrypter.addRecipient(await identityToRecipient(identity));
  const ciphertext = await encrypter.encrypt(padded);
  const digest = await sha256(ciphertext);

  const parts = await split(utf8.encode(identity), to.holders.length, to.threshold);
  const shares = await Promise.all(
    to.holders.map(async ({ fingerprint, public_key: publicKey }, index) => {
      const raw = fromBase64(publicKey);
      if ((await sha256(raw)) !== fingerprint) throw new Error("开启密钥与其指纹不符，请刷新页面后重试。");
      const sealed = await suite.seal(
        {
          recipientPublicKey: await kem.deserializePublicKey(raw.buffer),
          info: context(to.box, to.organisation, fingerprint, digest),
        },
        parts[index],
      );
      const bytes = new Uint8Array([...new Uint8Array(sealed.enc), ...new Uint8Array(sealed.ct)]);
      return { holder: fingerprint, sealed: toBase64(bytes), sha256: await sha256(parts[index]) };
    }),
  );
  return JSON.stringify({
    format: FORMAT,
    sha256: await sha256(text),
    ciphertext: toBase64(ciphertext),
    shares,
    files: files.map((file) => file.ciphertext_sha256),
  });
}

// Whether this browser opens with `key` what it has sealed to it: only then does a share that does not open say something.
export async function opensWith({ privateKey, publicKey }) {
  const info = utf8.encode(FORMAT);
  const { enc, ct } = await suite.seal({ recipientPublicKey: publicKey, info }, info);
  const plain = await suite.open({ recipientKey: { privateKey, publicKey }, enc, info }, ct);
  return new TextDecoder().decode(plain) === FORMAT;
}

// A holder's share of one offer, or null where it does not open to what was committed to.
// key: {privateKey, publicKey}. box: the label. share: {organisation, ciphertext, sealed, sha256}, as the server sends it.
export async function openShare(key, fingerprint, box, share) {
  const sealed = fromBase64(share.sealed);
  try {
    const part = await suite.open(
      {
        recipientKey: key,
        enc: sealed.slice(0, kem.encSize).buffer,
        info: context(box, share.organisation, fingerprint, share.ciphertext),
      },
      sealed.slice(kem.encSize).buffer,
    );
    return (await sha256(part)) === share.sha256 ? toBase64(new Uint8Array(part)) : null;
  } catch {
    return null;
  }
}
