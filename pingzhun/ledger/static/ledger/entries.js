// The button of an entry's page, and of a notice's: its text, its entry, the tree, the signature.
import { fetched, hex, proofChecks, sha256, start } from "./checks.js";

start("entry", async function* (root) {
  yield* proofChecks(await fetched(root.dataset.proof));
});

start("notice", async function* (root) {
  const digest = hex(await sha256(new Uint8Array(await fetched(root.dataset.text, "arrayBuffer"))));
  yield { label: "公告数据的校验值", met: digest === root.dataset.sha256, sentence: digest };
  const proof = await fetched(root.dataset.proof);
  const { kind, subject, data } = JSON.parse(proof.statement);
  yield {
    label: "存证所记的校验值",
    met: kind === "notice.published" && subject === root.dataset.subject && data.sha256 === digest,
    sentence: `${subject}：${data.sha256}`,
  };
  yield* proofChecks(proof);
});
