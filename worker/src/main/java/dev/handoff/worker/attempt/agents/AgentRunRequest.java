package dev.handoff.worker.attempt.agents;

import dev.handoff.brief.Brief.RunAgent;
import java.nio.file.Path;

/**
 * One run of an agent.
 *
 * @param asked the agent, with its model, effort and limits
 * @param home a folder of this run only, which has the agent's log-in
 * @param prompt the file that it also gets on stdin
 * @param network whether it may use the network
 */
public record AgentRunRequest(RunAgent asked, Path home, Path prompt, boolean network) {}
