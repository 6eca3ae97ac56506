using System.CommandLine;
using Freeze.Fuzz.Running;
using Freeze.Fuzz.Targets;

namespace Freeze.Fuzz;

/// <summary>The command line: which formats, how many inputs or seconds, and the replay of one input.</summary>
internal static class FuzzCommand
{
    public static int Run(string[] args)
    {
        var formats = new Option<string[]>("--format")
        {
            Description = $"Formats: {string.Join(", ", FuzzTargets.Names)}. Default: all.",
            AllowMultipleArgumentsPerToken = true,
        };
        formats.AcceptOnlyFromAmong([.. FuzzTargets.Names]);
        var count = new Option<long>("--count") { Description = "Inputs of each format.", DefaultValueFactory = _ => 200_000 };
        var seconds = new Option<double>("--seconds") { Description = "Ends a format after so long even if inputs are left; 0: never." };
        var seed = new Option<int>("--seed") { Description = "Seed of all inputs.", DefaultValueFactory = _ => 1 };
        var threads = new Option<int>("--threads") { Description = "Workers.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var crashes = new Option<string>("--crashes")
        {
            Description = "Folder for inputs that did harm.", DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "freeze-fuzz"),
        };
        var replay = new Option<long?>("--replay") { Description =
            "Runs the one input with this number, of the one format given, and shows what comes of it." };
        var root = new RootCommand("Feeds damaged and hostile files to everything in Freeze that reads files.")
        {
            formats, count, seconds, seed, threads, crashes, replay,
        };
        root.SetAction(arguments =>
        {
            var names = arguments.GetValue(formats) is { Length: > 0 } some ? some : [.. FuzzTargets.Names];
            if (arguments.GetValue(replay) is { } index) return Replay.Run(names[0], arguments.GetValue(seed), index, arguments.GetValue(crashes)!);
            var options = new FuzzOptions
            {
                Count = arguments.GetValue(count),
                Seconds = arguments.GetValue(seconds),
                Seed = arguments.GetValue(seed),
                Threads = arguments.GetValue(threads),
                Crashes = arguments.GetValue(crashes)!,
            };
            return Report.Print(names.Select(name => Fuzzer.Run(FuzzTargets.Create(name), options, Console.Error)));
        });
        return root.Parse(args).Invoke();
    }
}
