/**
 * The brief of a job, in the form that people write and the form that is sent.
 *
 * <p>{@link dev.handoff.brief.BriefReader} turns YAML or JSON into a {@link
 * dev.handoff.brief.Brief} or into the list of all its errors. {@code brief.schema.json} beside
 * this package has the names and limits of the written form, also for editors.
 */
@NullMarked
package dev.handoff.brief;

import org.jspecify.annotations.NullMarked;
