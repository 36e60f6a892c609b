/**
 * Starters for briefs and what was learned from those written with them. The entries are {@link
 * dev.handoff.cli.template.Templates} and {@link dev.handoff.cli.template.TemplateNotes}.
 */
package dev.handoff.cli.template;
