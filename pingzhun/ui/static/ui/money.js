// What base/money.py does, for showing an amount while it is typed. Amounts are whole fen, as BigInt.
const DIGITS = "零壹贰叁肆伍陆柒捌玖";
const UNITS = [
  [10n ** 8n, "亿"],
  [10n ** 4n, "万"],
  [1000n, "仟"],
  [100n, "佰"],
  [10n, "拾"],
];
const AMOUNT = /^(?:人民币)?\s*[¥￥]?\s*([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(\.[0-9]+)?\s*(亿元?|万元?|元)?整?$/;
const DECIMALS = { 亿: 10, 万: 6, 元: 2 };
const CEILING = 10n ** 16n;

/** The fen meant by "1,280,000.00", "１２８万元", "¥1.28亿"; null if it is not an amount to the fen. */
export function parseAmount(text) {
  const match = AMOUNT.exec(text.normalize("NFKC").trim().replaceAll("。", "."));
  if (!match) return null;
  const [, whole, fraction = "", unit = "元"] = match;
  const decimals = DECIMALS[unit[0]];
  const digits = fraction.slice(1).replace(/0+$/, "");
  if (digits.length > decimals) return null;
  const fen = BigInt(whole.replaceAll(",", "") + digits.padEnd(decimals, "0"));
  return fen < CEILING ? fen : null;
}

function read(number) {
  for (const [size, unit] of UNITS) {
    if (number < size) continue;
    const low = number % size;
    const gap = low > 0n && low < size / 10n ? "零" : "";
    return read(number / size) + unit + gap + (low ? read(low) : "");
  }
  return DIGITS[Number(number)];
}

/** 1200000n → 壹万贰仟元整. */
export function toUppercase(amount) {
  const [yuan, jiao, fen] = [amount / 100n, Number((amount % 100n) / 10n), Number(amount % 10n)];
  let text = yuan || !(jiao || fen) ? `${read(yuan)}元` : "";
  if (jiao) text += `${DIGITS[jiao]}角`;
  else if (fen && yuan) text += "零";
  return text + (fen ? `${DIGITS[fen]}分` : "整");
}

/** 128000000n → 128.00. */
export function inWan(amount) {
  const text = amount.toString().padStart(7, "0");
  const whole = text.slice(0, -6).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${whole}.${text.slice(-6).replace(/0+$/, "").padEnd(2, "0")}`;
}
