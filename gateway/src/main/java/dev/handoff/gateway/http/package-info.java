/** Requests and answers: the guard, the routes, and what each of them says. */
@NullMarked
package dev.handoff.gateway.http;

import org.jspecify.annotations.NullMarked;
