# The worker and the command. The other images may be given from elsewhere:
#   docker build --build-arg RUNTIME_IMAGE=... --build-arg COMMIT=$(git rev-parse --short=12 HEAD) -t handoff .
ARG BUILD_IMAGE=maven:3.9-eclipse-temurin-17
ARG RUNTIME_IMAGE=eclipse-temurin:17-jre

FROM ${BUILD_IMAGE} AS build
ARG COMMIT
WORKDIR /build
COPY . .
RUN mvn -B -ntp -pl cli -am -Dmaven.test.skip -Dspotless.check.skip -Dnullaway.skip -Dcheckstyle.skip ${COMMIT:+-Dhandoff.commit=$COMMIT} package \
 && mkdir -p /opt/handoff/cli/target \
 && cp handoff ops/container/entrypoint ops/container/gateway-token /opt/handoff/ \
 && cp -r cli/target/lib /opt/handoff/cli/target/ \
 && touch /opt/handoff/cli/target/launcher.built

FROM ${RUNTIME_IMAGE}
# The worker's user may use 65536 further users, and one of them has the jobs. newuidmap gets the one right
# that it needs: with the set-user bit it would need the container to have CAP_SYS_ADMIN.
RUN apt-get update \
 && apt-get install -y --no-install-recommends bubblewrap ca-certificates curl git libcap2-bin tini uidmap \
 && rm -rf /var/lib/apt/lists/* \
 && chmod u-s /usr/bin/newuidmap /usr/bin/newgidmap \
 && setcap cap_setuid=ep /usr/bin/newuidmap \
 && setcap cap_setgid=ep /usr/bin/newgidmap \
 && groupadd --gid 10001 handoff \
 && useradd --uid 10001 --gid 10001 --create-home --shell /bin/bash handoff \
 && echo handoff:100000:65536 | tee /etc/subuid >/etc/subgid \
 && install -d -o handoff -g handoff -m 700 /var/lib/handoff /etc/handoff/gateway \
 && ln -s /opt/handoff/handoff /usr/local/bin/handoff
COPY --from=build /opt/handoff /opt/handoff
COPY ops/container/worker.yaml /etc/handoff/worker.yaml
# The first start keeps what makes the others quick.
RUN handoff --version
USER 10001:10001
WORKDIR /home/handoff
VOLUME /var/lib/handoff
EXPOSE 9464 9470
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD curl -fsS http://127.0.0.1:9464/healthz >/dev/null || exit 1
ENTRYPOINT ["tini", "--", "/opt/handoff/entrypoint"]
CMD ["worker", "--config", "/etc/handoff/worker.yaml"]
