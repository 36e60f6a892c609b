/** Why a request was not answered as asked, in the form of RFC 9457. */
@NullMarked
package dev.handoff.gateway.problem;

import org.jspecify.annotations.NullMarked;
