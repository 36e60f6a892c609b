/** What scenarios put on the topics and into repositories before they measure. */
package dev.handoff.bench.load;
