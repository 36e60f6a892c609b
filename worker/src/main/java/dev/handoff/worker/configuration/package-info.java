/**
 * The worker's configuration file: {@link dev.handoff.worker.configuration.ConfigurationReader}
 * turns it into a {@link dev.handoff.worker.configuration.Configuration} or into the list of
 * everything that is wrong with it. The names are in {@code worker.schema.json} beside this
 * package, for editors too.
 */
@NullMarked
package dev.handoff.worker.configuration;

import org.jspecify.annotations.NullMarked;
