package org.portsnare.daemon;

import org.portsnare.event.BanEvents;
import org.portsnare.guard.Guard;
import org.portsnare.guard.Trials;
import org.portsnare.work.Worker;

/** What decides, and the thread on which it does. */
record Core(Worker worker, Guard guard, Trials trials, BanEvents events) {}
