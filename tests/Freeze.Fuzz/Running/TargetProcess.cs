using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Freeze.Fuzz.Targets;

namespace Freeze.Fuzz.Running;

/// <summary>Checks one target in a process of its own, so that what is measured is not its neighbours'.</summary>
internal static class TargetProcess
{
    private const int Longest = 4_000;

    /// <summary>
    /// The debugging allocator of the C library, which ends the process when the ends of a native block were written over, since decoders write
    /// through pointers; null where there is none.
    /// </summary>
    public static string? CheckedHeap { get; } = new[] { "/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/lib64" }
        .Select(folder => Path.Combine(folder, "libc_malloc_debug.so.0")).FirstOrDefault(File.Exists);

    /// <summary>Runs a target's corpus and inputs to the end.</summary>
    /// <param name="target">Name of the target.</param>
    /// <param name="runs">Inputs that are made; null for the target's own number.</param>
    /// <param name="seed">Their seed.</param>
    /// <param name="crashes">Folder for inputs that do harm.</param>
    public static TargetResult Run(string target, int? runs, int seed, string crashes)
    {
        Directory.CreateDirectory(crashes);
        var json = Path.Combine(crashes, target + ".json");
        File.Delete(json);
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true };
        string[] arguments =
        [
            "exec", typeof(TargetProcess).Assembly.Location, "--target", target, "--crashes", crashes, "--json", json,
            "--seed", seed.ToString(CultureInfo.InvariantCulture),
            .. runs is { } count ? (string[])["--runs", count.ToString(CultureInfo.InvariantCulture)] : [],
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        if (CheckedHeap is not null)
        {
            start.Environment["LD_PRELOAD"] = CheckedHeap;
            start.Environment["GLIBC_TUNABLES"] = "glibc.malloc.check=3";
        }

        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode == 0 && File.Exists(json)) return JsonSerializer.Deserialize<TargetResult>(File.ReadAllText(json))!;

        // A fault that no program outlives: the recorder knows the input.
        var input = FlightRecorder.Left(crashes, target) ?? "before the first input";
        var what = $"the process ended with {process.ExitCode}: {(said.Length > Longest ? said[..Longest] : said)}";
        return new() { Target = target, Findings = { new("crash", input, what, Keep(target, input, crashes)) } };
    }

    private static string Keep(string target, string name, string folder)
    {
        if (Checker.Find(FuzzTargets.Create(target), Corpus.Load(target), name) is not { } input) return "";
        var file = Path.Combine(folder, $"{target}-{name}.crash");
        File.WriteAllBytes(file, input);
        return file;
    }
}
