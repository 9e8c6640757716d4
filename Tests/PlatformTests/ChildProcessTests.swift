import Platform
import Testing

@Suite struct ChildProcessTests {
  @Test func `a program answers through its pipes and tells how it ended`() throws {
    let process = try ChildProcess(path: "/bin/sh")
    try process.input.write(Array("echo hello $((6 * 7)); exit 7\n".utf8))
    var answer: [UInt8] = []
    while try process.output.read(upTo: 4, into: &answer) > 0 {}
    #expect(String(decoding: answer, as: UTF8.self) == "hello 42\n")
    #expect(process.wait() == "exit code 7")
  }

  @Test func `a program that is killed says so, and a later kill does nothing`() throws {
    let process = try ChildProcess(path: "/bin/cat")
    process.kill()
    var answer: [UInt8] = []
    #expect(try process.output.read(upTo: 64, into: &answer) == 0)
    #expect(process.wait() == "signal 9")
    process.kill()
  }

  @Test func `a program that is not there is an error`() {
    #expect(throws: SystemError(code: 2)) { try ChildProcess(path: "/no/such/program") }
  }

  @Test func `a program with arguments runs to its end on what it is given`() throws {
    let shell = try #require(ChildProcess.path(of: "sh"))
    let script = "cat; echo $1; exit 3"
    let done = try ChildProcess.run(
      path: shell, arguments: ["-c", script, "sh", "a b"], input: Array("in ".utf8))
    #expect(String(decoding: done.output, as: UTF8.self) == "in a b\n")
    #expect(done.ended == "exit code 3")
    #expect(ChildProcess.path(of: "no-such-program") == nil)
  }

  @Test func `a program has no open files but its standard ones`() throws {
    let process = try ChildProcess(path: "/bin/sh")
    try process.input.write(
      Array("for f in 3 4 5 6 7 8 9; do test -e /proc/$$/fd/$f && echo $f; done; exit\n".utf8))
    var answer: [UInt8] = []
    while try process.output.read(upTo: 64, into: &answer) > 0 {}
    #expect(answer.isEmpty)
    _ = process.wait()
  }
}
