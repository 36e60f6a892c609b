/**
 * The layout of every command's help. An option names its section by a constant of {@link
 * dev.handoff.cli.help.HelpSection}; {@link dev.handoff.cli.help.HelpPage} lays out the rest.
 */
@NullMarked
package dev.handoff.cli.help;

import org.jspecify.annotations.NullMarked;
