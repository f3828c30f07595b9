// A signer: whatever can prove who holds a certificate. docs/handbook/developer/signer.md is its contract.
//
//   Signer = {
//     chain: Uint8Array[],                              DER, the holder's certificate first, then towards the root
//     algorithm: "ES256" | "RS256",
//     sign(bytes: Uint8Array) -> Promise<Uint8Array>,   over SHA-256 of the bytes: ES256 as DER ECDSA-Sig-Value,
//   }                                                   RS256 as RSASSA-PKCS1-v1_5
//
// `openKeyFile` makes one from a file in this page: the private key is imported as non-extractable and never leaves it.
import { fromBER } from "asn1js";
import {
  AlgorithmIdentifier,
  AuthenticatedSafe,
  Certificate,
  ContentInfo,
  createCMSECDSASignature,
  EncryptedContentInfo,
  EncryptedData,
  PBES2Params,
  PFX,
  PKCS8ShroudedKeyBag,
  SafeContents,
} from "pkijs";

const PBES2 = "1.2.840.113549.1.5.13";
const PBKDF2 = "1.2.840.113549.1.5.12";
const AES_CBC = ["2.16.840.1.101.3.4.1.2", "2.16.840.1.101.3.4.1.22", "2.16.840.1.101.3.4.1.42"];
const BAG = { key: "1.2.840.113549.1.12.10.1.1", shrouded: "1.2.840.113549.1.12.10.1.2", certificate: "1.2.840.113549.1.12.10.1.3" };
const RSA = "1.2.840.113549.1.1.1";
const EC = "1.2.840.10045.2.1";
const P256 = "1.2.840.10045.3.1.7";
const SM2 = "1.2.156.10197.1.301";
const LARGEST = 1024 * 1024; // bytes; a key file has a few thousand

const ALGORITHMS = {
  ES256: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  RS256: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
};

const SENTENCES = {
  "no-crypto": "当前浏览器不能进行签名运算。请通过 https 网址、用新版 Chrome、Edge 或 Firefox 打开本页。",
  "wrong-password": "证书密码不正确，请重新输入。密码区分大小写。",
  "not-a-key-file": "无法识别这个文件。请选择扩展名为 .p12、.pfx 或 .pem 的证书文件。",
  "no-key": "文件中没有私钥。请选择同时含有证书和私钥的文件（.p12、.pfx 或 .pem），而不是单独的证书（.cer、.crt）。",
  "no-certificate": "文件中没有与私钥对应的证书。请向颁发机构索取同时含有证书和私钥的文件。",
  "old-encryption": "该文件的加密方式过旧或不受支持。请在证书管理工具中以“AES-256”方式重新导出后再试。",
  "unsupported-algorithm": "暂不支持该证书的密钥类型。请使用 RSA（2048 位以上）或 ECDSA P-256 证书。",
  "unsupported-sm2": "浏览器暂不能用国密 SM2 密钥签名。请使用 RSA（2048 位以上）或 ECDSA P-256 证书。",
};

// `code` is a key of SENTENCES; the message is one sentence for the person.
export class SignerError extends Error {
  constructor(code, cause) {
    super(SENTENCES[code], { cause });
    this.code = code;
  }
}

// Signers other than key files, by a key: { title, open: () -> Promise<Signer> }. A vendor's module puts its own here.
export const rememberedSigners = new Map();

// Raises SignerError. `file` is a File or Blob: PKCS#12, or PEM with PKCS#8; `password` may be "" for a plain PEM.
export async function openKeyFile(file, password) {
  if (!globalThis.crypto?.subtle) throw new SignerError("no-crypto");
  if (file.size > LARGEST) throw new SignerError("not-a-key-file");
  const bytes = new Uint8Array(await file.arrayBuffer());
  const secret = new TextEncoder().encode(password).buffer;
  const isPem = new TextDecoder("latin1").decode(bytes).includes("-----BEGIN ");
  const found = isPem ? await readPem(bytes, secret) : await readPkcs12(bytes, secret);
  if (found.key === null) throw new SignerError("no-key");
  return keySigner(found.key, found.certificates);
}

// The key as PKCS#8 in DER (or null), and the certificates in DER, as the file has them.
async function readPem(bytes, secret) {
  const blocks = new TextDecoder("latin1").decode(bytes).matchAll(/-----BEGIN ([A-Z0-9 ]+)-----([^-]+)-----END \1-----/g);
  const found = { key: null, certificates: [] };
  for (const [, label, body] of blocks) {
    if (label === "CERTIFICATE") found.certificates.push(fromBase64(body));
    else if (label === "PRIVATE KEY") found.key ??= fromBase64(body);
    else if (label === "ENCRYPTED PRIVATE KEY") {
      found.key ??= await unshroud(parsed(() => PKCS8ShroudedKeyBag.fromBER(fromBase64(body))), secret);
    } else if (label.endsWith(" PRIVATE KEY")) throw new SignerError("old-encryption");
  }
  return found;
}

async function readPkcs12(bytes, secret) {
  const safe = parsed(() => AuthenticatedSafe.fromBER(PFX.fromBER(bytes).authSafe.content.getValue()));
  const found = { key: null, certificates: [] };
  for (const info of safe.safeContents) {
    for (const bag of (await contentsOf(info, secret)).safeBags) {
      if (bag.bagId === BAG.certificate) found.certificates.push(new Uint8Array(bag.bagValue.certValue.getValue()));
      if (bag.bagId === BAG.key) found.key ??= new Uint8Array(bag.bagValue.toSchema().toBER());
      if (bag.bagId === BAG.shrouded) found.key ??= await unshroud(bag.bagValue, secret);
    }
  }
  return found;
}

async function contentsOf(info, secret) {
  if (info.contentType === ContentInfo.DATA) return parsed(() => SafeContents.fromBER(info.content.getValue()));
  if (info.contentType !== ContentInfo.ENCRYPTED_DATA) throw new SignerError("old-encryption");
  const data = parsed(() => new EncryptedData({ schema: info.content }));
  const plain = await decrypt(data.encryptedContentInfo, secret);
  return parsed(() => SafeContents.fromBER(plain), "wrong-password");
}

async function unshroud(bag, secret) {
  const plain = await decrypt(
    new EncryptedContentInfo({
      contentEncryptionAlgorithm: bag.encryptionAlgorithm,
      encryptedContent: bag.encryptedData,
    }),
    secret,
  );
  parsed(() => keyAlgorithm(plain), "wrong-password"); // one wrong password in 256 looks well padded
  return new Uint8Array(plain);
}

async function decrypt(encryptedContentInfo, secret) {
  if (!canDecrypt(encryptedContentInfo.contentEncryptionAlgorithm)) throw new SignerError("old-encryption");
  try {
    return await new EncryptedData({ encryptedContentInfo }).decrypt({ password: secret });
  } catch (error) {
    throw new SignerError("wrong-password", error);
  }
}

function canDecrypt({ algorithmId, algorithmParams }) {
  if (algorithmId !== PBES2) return false;
  const { keyDerivationFunc, encryptionScheme } = parsed(() => new PBES2Params({ schema: algorithmParams }));
  return keyDerivationFunc.algorithmId === PBKDF2 && AES_CBC.includes(encryptionScheme.algorithmId);
}

async function keySigner(pkcs8, certificates) {
  const algorithm = algorithmOf(parsed(() => keyAlgorithm(pkcs8)));
  const parameters = ALGORITHMS[algorithm];
  let key;
  try {
    key = await crypto.subtle.importKey("pkcs8", pkcs8, parameters, false, ["sign"]);
  } catch (error) {
    throw new SignerError("unsupported-algorithm", error);
  } finally {
    pkcs8.fill(0);
  }
  const raw = async (bytes) => new Uint8Array(await crypto.subtle.sign(parameters, key, bytes));
  return {
    chain: await chainOf(raw, parameters, certificates),
    algorithm,
    async sign(bytes) {
      const signature = await raw(bytes);
      return algorithm === "ES256" ? new Uint8Array(createCMSECDSASignature(signature.buffer)) : signature;
    },
  };
}

// Read by hand: PKI.js reads no PKCS#8 whose curve it does not know, and the person should hear which it is.
function keyAlgorithm(pkcs8) {
  return new AlgorithmIdentifier({ schema: fromBER(pkcs8).result.valueBlock.value[1] });
}

function algorithmOf({ algorithmId, algorithmParams }) {
  if (algorithmId === RSA) return "RS256";
  const curve = algorithmId === EC ? algorithmParams.valueBlock.toString() : null;
  if (curve === P256) return "ES256";
  throw new SignerError(curve === SM2 ? "unsupported-sm2" : "unsupported-algorithm");
}

// The certificate of the key first, then each one's issuer as far as the file has it.
async function chainOf(sign, parameters, ders) {
  const certificates = ders.map((der) => ({ der, parsed: parsed(() => Certificate.fromBER(der)) }));
  const probe = crypto.getRandomValues(new Uint8Array(32));
  const signature = await sign(probe);
  const belongs = await Promise.all(certificates.map((each) => verifies(each.parsed, parameters, signature, probe)));
  let next = certificates[belongs.indexOf(true)];
  if (!next) throw new SignerError("no-certificate");
  const chain = [];
  while (next && !chain.includes(next)) {
    chain.push(next);
    const { issuer } = next.parsed;
    next = certificates.find((each) => each.parsed.subject.isEqual(issuer));
  }
  return chain.map((each) => each.der);
}

async function verifies(certificate, parameters, signature, bytes) {
  try {
    const spki = certificate.subjectPublicKeyInfo.toSchema().toBER();
    const key = await crypto.subtle.importKey("spki", spki, parameters, false, ["verify"]);
    return await crypto.subtle.verify(parameters, key, signature, bytes);
  } catch {
    return false; // a key of another kind
  }
}

function parsed(parse, code = "not-a-key-file") {
  try {
    return parse();
  } catch (error) {
    throw new SignerError(code, error);
  }
}

export function toBase64(bytes) {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

function fromBase64(text) {
  return parsed(() => Uint8Array.from(atob(text.replace(/\s/g, "")), (character) => character.charCodeAt(0)));
}
