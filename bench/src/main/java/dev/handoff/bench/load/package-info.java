/** The records and repositories that scenarios create before they measure. */
package dev.handoff.bench.load;
