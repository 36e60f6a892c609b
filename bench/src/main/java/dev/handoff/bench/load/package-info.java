/** The records and repositories that scenarios create before they measure. */
@NullMarked
package dev.handoff.bench.load;

import org.jspecify.annotations.NullMarked;
