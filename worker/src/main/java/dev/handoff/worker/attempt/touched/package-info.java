/**
 * Which files that decide what checks say a job has changed: build definitions, and tests. By the
 * conventions of common tools, so it can miss some. Pure, and knows no attempt.
 */
package dev.handoff.worker.attempt.touched;
