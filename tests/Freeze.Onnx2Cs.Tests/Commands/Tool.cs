using System.Diagnostics;
using System.Text;

namespace Freeze.Onnx2Cs.Tests.Commands;

/// <summary>Runs the built onnx2cs as users do: a process of its own, with a limit on its time.</summary>
internal static class Tool
{
    private const int Limit = 120_000;

    /// <summary>Runs a command to its end.</summary>
    public static Outcome Run(params string[] arguments) => Finish(Start([], arguments));

    /// <summary>Starts a command; <paramref name="wrapper"/> is a program with arguments that starts it in turn.</summary>
    public static Process Start(string[] wrapper, params string[] arguments)
    {
        string[] line = [.. wrapper, Dotnet(), "exec", Path.Combine(AppContext.BaseDirectory, "onnx2cs.dll"), .. arguments];
        var start = new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        return Process.Start(start)!;
    }

    /// <summary>Waits for the end; a command that hangs is ended and fails the test.</summary>
    public static Outcome Finish(Process process, string seenOfError = "")
    {
        using (process)
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            if (!process.WaitForExit(Limit))
            {
                process.Kill(entireProcessTree: true);
                Assert.Fail($"onnx2cs ran for more than {Limit / 1000} seconds");
            }

            return new(process.ExitCode, output.GetAwaiter().GetResult(), seenOfError + error.GetAwaiter().GetResult());
        }
    }

    // The tests' own host, so that they run with the SDK that built them.
    private static string Dotnet() => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
}

/// <summary>What a command left behind.</summary>
internal sealed record Outcome(int Code, string Output, string Error)
{
    /// <summary>The command did its work.</summary>
    public Outcome Succeeded()
    {
        Assert.True(Code == 0, ToString());
        return this;
    }

    /// <summary>The command was refused in one clear line, which holds these words, and nothing else on either stream.</summary>
    public void Refused(int code, params string[] words)
    {
        RefusedInLines(code, words);
        Assert.True(Message.Split('\n').Length == 1, ToString());
    }

    /// <summary>The same where the message may be a list.</summary>
    public void RefusedInLines(int code, params string[] words)
    {
        Assert.True(Code == code, ToString());
        Assert.True(Output.Length == 0, ToString());
        Assert.StartsWith("error: ", Message, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, Message, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", Error, StringComparison.Ordinal);
    }

    /// <summary>Standard error from its first error on: progress may stand before it.</summary>
    public string Message => Error[Math.Max(0, Error.IndexOf("error: ", StringComparison.Ordinal))..].TrimEnd('\n');

    public override string ToString() => new StringBuilder().Append("exit code ").Append(Code).Append('\n').Append(Output).Append(Error).ToString();
}
