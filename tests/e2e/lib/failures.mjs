// A reporter that says at the end which tests failed and why: in the output of an hour they are hard to find.

import { relative } from "node:path";

/** @param {AsyncIterable<{type: string, data: object}>} events of node's test runner */
export default async function* failures(events) {
  const failed = [];
  for await (const { type, data } of events) {
    // A suite that failed only says that a test in it did.
    if (type !== "test:fail" || data.details.error.failureType === "subtestsFailed") continue;
    const { cause } = data.details.error;
    const at = `${relative(process.cwd(), data.file ?? "")}:${data.line}`;
    failed.push(
      `${at}: ${data.name}\n    ${cause?.stack ?? cause ?? data.details.error.message}\n`,
    );
  }
  if (failed.length > 0) yield `\nFailed tests (${failed.length}):\n${failed.join("")}`;
}
