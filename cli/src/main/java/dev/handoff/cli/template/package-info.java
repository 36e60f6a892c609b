/**
 * Templates for briefs, and notes on briefs that were written with them. The entries are {@link
 * dev.handoff.cli.template.Templates} and {@link dev.handoff.cli.template.TemplateNotes}.
 */
@NullMarked
package dev.handoff.cli.template;

import org.jspecify.annotations.NullMarked;
