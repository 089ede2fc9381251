/**
 * Loaded before a program whose peak and CPU time are measured: tells both on descriptor 3 as the process ends. The peak is
 * that of its own memory (VmHWM): ru_maxrss would begin with what the process that started it had.
 */
const { readFileSync, writeSync } = require('node:fs')

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  let peakKiB = maxRSS
  try {
    peakKiB = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1])
  } catch {
    // Not Linux.
  }
  writeSync(3, JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMiB: peakKiB / 1024 }))
})
