"""Electronic seals on PDF: PAdES signatures (ETSI EN 319 142-1) with a visible round seal, and their verification.

`signing` prepares what is to be signed and completes it with a signature made elsewhere; `stamp` draws the seal; `verifying`
says who sealed what and whether it is unchanged; `exchange` is how a page and the server do it together.
"""
