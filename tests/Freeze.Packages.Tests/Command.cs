using System.Diagnostics;

namespace Freeze.Packages.Tests;

/// <summary>Runs programs to their end, each with a limit on its time.</summary>
internal static class Command
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(15);

    /// <summary>Runs a program that must succeed and returns what it printed.</summary>
    public static string Run(string folder, IReadOnlyDictionary<string, string> environment, string program, params string[] arguments)
    {
        var (code, text) = Start(folder, environment, program, arguments);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)}: exit code {code}\n{text}");
        return text;
    }

    /// <summary>Runs a program that must end with 1 and returns what it printed.</summary>
    public static string Fail(string folder, IReadOnlyDictionary<string, string> environment, string program, params string[] arguments)
    {
        var (code, text) = Start(folder, environment, program, arguments);
        Assert.True(code == 1, $"{program} {string.Join(' ', arguments)}: exit code {code}\n{text}");
        return text;
    }

    /// <summary>Whether a program stands on the PATH.</summary>
    public static bool Exists(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    private static (int Code, string Text) Start(string folder, IReadOnlyDictionary<string, string> environment, string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(s_limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} ran for more than {s_limit}");
        }

        return (process.ExitCode, output.GetAwaiter().GetResult() + error.GetAwaiter().GetResult());
    }
}
