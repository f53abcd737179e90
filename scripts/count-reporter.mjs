// Ends a vitest run with one line that scripts/test.mjs adds up: `N passed, N failed, N skipped`.
// A file that could not even be loaded, one that was never run, or an error outside any test, counts as one failure: it must not look green.

// eslint-disable-next-line import/no-default-export -- vitest loads a reporter by its default export
export default class CountReporter {
  asked = 0;

  onTestRunStart(specifications) {
    this.asked = specifications.length;
  }

  onTestRunEnd(modules, errors) {
    const sum = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    // Files that share a process have been seen to go missing without a word.
    let broken = errors.length + Math.max(0, this.asked - modules.length);
    for (const module of modules) {
      if (module.state() === 'queued' || module.state() === 'pending') broken += 1;
      let failedTests = 0;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        sum[state] += 1;
        if (state === 'failed') failedTests += 1;
      }
      if (failedTests === 0 && module.state() === 'failed') broken += 1;
    }
    // setImmediate: the default reporter still has lines of its own to write.
    return new Promise((resolve) => {
      setImmediate(() => {
        process.stdout.write(
          `${sum.passed} passed, ${sum.failed + broken} failed, ${sum.skipped + sum.pending} skipped\n`,
        );
        resolve();
      });
    });
  }
}
