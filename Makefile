# Everything a contributor types. The Maven wrapper does the work.

# Extra arguments for Maven: make fast ARGS=-Dtest=FooTest
ARGS =
# Benchmarks to run, all of them if empty; QUICK=true only sees whether they work
ONLY =
QUICK = false
MVN = JAVA_HOME=$$(tools/find-jdk) && export JAVA_HOME && ./mvnw

.PHONY: corpus help mutation run test fast kernel-test bench docs image deb dist format clean

help: ## show this list (the default)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: ## build what has changed and start the daemon in the foreground
	@exec ./portsnare run

test: ## everything: install the test tools (apt, as root), pure, kernel and end-to-end tests
	@tools/install-test-tools
	@$(MVN) -Pbench verify $(ARGS)

fast: ## compile, check the format, run the pure tests: no root, no kernel
	@$(MVN) test $(ARGS)

kernel-test: ## install the test tools, run only the kernel and end-to-end tests (as root)
	@tools/install-test-tools
	@$(MVN) verify -Dpure.tests.skip=true $(ARGS)

# The class path, not modules: it reaches into packages that the daemon keeps to itself.
bench: ## install the peers, measure for half an hour, write docs/benchmarks.md; ONLY="restore flood"
	@tools/install-bench-tools
	@$(MVN) -q -Pbench -Dmaven.test.skip -Dspotless.check.skip package $(ARGS)
	@rm -rf target/image
	@packaging/make-image target/image
	@PORTSNARE_NO_BUILD=1 exec "$$(tools/find-jdk)/bin/java" -Xmx2g --enable-native-access=ALL-UNNAMED \
	  -Djava.awt.headless=true -Dbench.quick=$(QUICK) -cp 'bench/target/lib/*' org.portsnare.bench.Main $(ONLY)

mutation: ## change the classes that decide, one spot at a time: which changes does no test notice?
	@$(MVN) -q -Pmutation -pl daemon -am process-test-classes -Dspotless.check.skip $(ARGS)

corpus: ## replay every capture below DIR with closed traps, and say who was caught
	@tools/corpus $(DIR)

docs: ## write the manual pages, completions and tables of the documentation from the program's definitions
	@$(MVN) -q -pl cli -am test -Dtest=ManualTest -Dsurefire.failIfNoSpecifiedTests=false -Dmanual.write=true $(ARGS)

image:
	@tools/install-package-tools
	@$(MVN) -q -Dmaven.test.skip -Dspotless.check.skip package $(ARGS)
	@rm -rf target/image
	@packaging/make-image target/image

deb: image ## make the Debian package, in target/ (as root)
	@packaging/make-deb target/image target

dist: image ## make the tar.gz with its install script, in target/ (as root)
	@packaging/make-dist target/image target

format: ## format the sources
	@$(MVN) -q -Pbench spotless:apply $(ARGS)

clean: ## remove everything that was built
	@$(MVN) -q -Pbench clean $(ARGS)
