package org.portsnare.guard;

import java.util.function.BooleanSupplier;
import org.portsnare.allow.Host;
import org.portsnare.firewall.TablePort;
import org.portsnare.work.SteadyClock;

/**
 * The machine as the guard sees it.
 *
 * @param synchronised whether a time service has set the machine's clock since boot
 */
public record Machine(
    Host host, TablePort firewall, SteadyClock clock, BooleanSupplier synchronised) {}
