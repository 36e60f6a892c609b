package dev.handoff.json.stream;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;

/** The names of the fields that are read and written here, encoded once. */
enum FieldName {
  ARTIFACTS("artifacts"),
  AT("at"),
  ATTEMPT("attempt"),
  ATTEMPTS("attempts"),
  BACKOFF("backoff"),
  BASELINE("baseline"),
  BRIEF("brief"),
  CHANGES("changes"),
  CHECKS("checks"),
  CONSTRAINTS("constraints"),
  DIR("dir"),
  ENV("env"),
  EXCLUDE("exclude"),
  EXPECT("expect"),
  GOAL("goal"),
  HANDLER("handler"),
  IDLE("idle"),
  INCLUDE("include"),
  INPUTS("inputs"),
  ISOLATION("isolation"),
  KEY("key"),
  LANE("lane"),
  LANE_OFFSET("laneOffset"),
  LEASE("lease"),
  LIMITS("limits"),
  LOG("log"),
  NETWORK("network"),
  NOT_BEFORE("notBefore"),
  ON("on"),
  ON_BEHALF_OF("onBehalfOf"),
  OUTPUT("output"),
  OUTPUTS("outputs"),
  QUEUE("queue"),
  REF("ref"),
  REPO("repo"),
  RESULT("result"),
  RETRIES("retries"),
  RETRY_OF("retryOf"),
  RUN("run"),
  SCOPE("scope"),
  SETUP("setup"),
  SUBMITTER("submitter"),
  TEMPLATE("template"),
  TIMEOUT("timeout"),
  TITLE("title"),
  TRACEPARENT("traceparent"),
  VALUE("value"),
  WITH("with"),
  WORKER("worker");

  private final SerializableString encoded;

  FieldName(String name) {
    this.encoded = new SerializedString(name);
  }

  SerializableString encoded() {
    return encoded;
  }
}
