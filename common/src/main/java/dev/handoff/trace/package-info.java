/** The place of a job in the traces of its submitter, as W3C Trace Context defines them. */
@NullMarked
package dev.handoff.trace;

import org.jspecify.annotations.NullMarked;
