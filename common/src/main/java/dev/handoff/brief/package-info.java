/**
 * The brief: what is to be done, as people write it and as it travels.
 *
 * <p>{@link dev.handoff.brief.BriefReader} turns YAML or JSON into a {@link
 * dev.handoff.brief.Brief} or into the list of everything that is wrong with it. The names and
 * limits of the written form are in {@code brief.schema.json} beside this package, for editors too.
 */
@NullMarked
package dev.handoff.brief;

import org.jspecify.annotations.NullMarked;
