/**
 * Java code that runs jobs in the process of the worker: the interface for programs that embed a
 * worker. Read {@link dev.handoff.worker.handler.JobHandler} first.
 */
@NullMarked
package dev.handoff.worker.handler;

import org.jspecify.annotations.NullMarked;
