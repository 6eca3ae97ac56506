using System.Diagnostics;
using System.Text.Json;

namespace Freeze.Published.Tests;

/// <summary>Runs programs, each with a limit on its time.</summary>
internal static class Command
{
    /// <summary>Runs a program to its end.</summary>
    public static Outcome Run(TimeSpan limit, string program, params string[] arguments) => Run(limit, new Dictionary<string, string>(), program, arguments);

    /// <summary>Runs a program to its end, with variables added to its environment.</summary>
    public static Outcome Run(TimeSpan limit, IReadOnlyDictionary<string, string> environment, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} ran for more than {limit}");
        }

        return new(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>The host that runs these tests.</summary>
    public static string Dotnet => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    /// <summary>The probability that an answer carries, whichever it is.</summary>
    public static double Score(JsonElement answer) =>
        (answer.TryGetProperty("agreement", out var agreement) ? agreement : answer.GetProperty("probability")).GetDouble();

    /// <summary>Whether a program stands on the PATH.</summary>
    public static bool Exists(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));
}

/// <summary>What a program left behind.</summary>
internal sealed record Outcome(int Code, string Output, string Error)
{
    /// <summary>The program did its work.</summary>
    public Outcome Succeeded()
    {
        Assert.True(Code == 0, ToString());
        return this;
    }

    /// <summary>The lines that a program which did its work printed, each a JSON value.</summary>
    public JsonElement[] JsonLines() =>
        [.. Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    public override string ToString() => $"exit code {Code}\n{Output}{Error}";
}
