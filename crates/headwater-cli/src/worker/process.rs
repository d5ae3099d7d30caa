//! A worker as the program that started it sees it.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::{Answer, MOST_MEMORY, Task};

/// How often a worker is looked at.
const LOOK: Duration = Duration::from_millis(20);
/// Where a process's processor time cannot be told, so much time of day counts for one second of it.
const BUSY: f64 = 4.0;
/// So much time of day counts for one second of processor time where a worker does nothing, as one does
/// that waits for a pipe that nobody writes to.
const IDLE: f64 = 30.0;
/// Ticks of a second in which Linux gives processor times to programs.
const TICKS: f64 = 100.0;

/// A worker that runs. It is ended when this goes out of scope.
pub(super) struct Process {
    child: Child,
    input: ChildStdin,
    /// The lines that it writes.
    lines: Receiver<String>,
}

impl Process {
    pub(super) fn start() -> std::io::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("worker")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (input, output) = pipes.ok_or(std::io::ErrorKind::BrokenPipe)?;
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            let mut output = BufReader::new(output).lines();
            while let Some(Ok(line)) = output.next() {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Ok(Self {
            child,
            input,
            lines,
        })
    }

    /// Itself, unless it has ended meanwhile.
    pub(super) fn if_alive(mut self) -> Option<Self> {
        let ended = !matches!(self.child.try_wait(), Ok(None));
        (!ended).then_some(self)
    }

    /// Has it read one document. An error here means that it must not be asked again.
    pub(super) fn ask(&mut self, task: &Task, deadline: f64) -> Result<Answer, String> {
        let line = serde_json::to_string(task).map_err(|error| error.to_string())?;
        let broken = |error: std::io::Error| format!("the worker does not listen: {error}");
        writeln!(self.input, "{line}").map_err(broken)?;
        let (started, before) = (Instant::now(), self.processor_time());
        loop {
            match self.lines.recv_timeout(LOOK) {
                Ok(line) => return serde_json::from_str(&line).map_err(|error| error.to_string()),
                Err(RecvTimeoutError::Disconnected) => {
                    return Err("the worker broke down over this document".to_owned());
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
            let elapsed = started.elapsed().as_secs_f64();
            let time = match (before, self.processor_time()) {
                (Some(before), Some(now)) => now - before,
                _ => elapsed / BUSY,
            };
            if elapsed / IDLE > deadline {
                return Err(format!("took more than {} seconds", deadline * IDLE));
            }
            if time > deadline {
                return Err(format!(
                    "took more than {deadline} seconds of processor time"
                ));
            }
            if self.memory().is_some_and(|memory| memory > MOST_MEMORY) {
                return Err(format!("took more than {MOST_MEMORY} bytes of memory"));
            }
        }
    }

    /// The processor time that it has taken, in seconds; `None` where the system does not say.
    fn processor_time(&self) -> Option<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).ok()?;
        // The name in brackets may hold anything; what follows it are figures.
        let (_, fields) = stat.rsplit_once(')')?;
        let mut times = fields.split_whitespace().skip(11).take(2);
        let mut ticks = || times.next()?.parse::<f64>().ok();
        Some((ticks()? + ticks()?) / TICKS)
    }

    /// The memory that it holds, in bytes; `None` where the system does not say.
    fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kilobytes * 1024)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself, which is as well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
