/**
 * Shared by the tests of all modules: a real broker ({@link dev.handoff.testkit.BrokerExtension}),
 * a clock that tests set ({@link dev.handoff.testkit.SettableClock}) and real processes ({@link
 * dev.handoff.testkit.ProcessRun}).
 */
@NullMarked
package dev.handoff.testkit;

import org.jspecify.annotations.NullMarked;
