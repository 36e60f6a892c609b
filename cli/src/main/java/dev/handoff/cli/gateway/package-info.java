/** The gateway's commands. Of all commands, they alone load its server. */
@NullMarked
package dev.handoff.cli.gateway;

import org.jspecify.annotations.NullMarked;
