# Everything a contributor types. The Maven wrapper does the work.

# Extra arguments for Maven: make fast ARGS=-Dtest=FooTest
ARGS =
MVN = JAVA_HOME=$$(tools/find-jdk) && export JAVA_HOME && ./mvnw

.PHONY: help run test fast kernel-test bench format clean

help: ## show this list (the default)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: ## build what has changed and start the daemon in the foreground
	@exec ./portsnare run

test: ## everything: install the test tools (apt, as root), pure, kernel and end-to-end tests
	@tools/install-test-tools
	@$(MVN) verify $(ARGS)

fast: ## compile, check the format, run the pure tests: no root, no kernel
	@$(MVN) test $(ARGS)

kernel-test: ## install the test tools, run only the kernel and end-to-end tests (as root)
	@tools/install-test-tools
	@$(MVN) verify -Dpure.tests.skip=true $(ARGS)

bench: ## benchmarks
	@echo "benchmarks come with bench/, which does not exist yet" >&2; exit 1

format: ## format the sources
	@$(MVN) -q spotless:apply $(ARGS)

clean: ## remove everything that was built
	@$(MVN) -q clean $(ARGS)
