using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using Freeze.Fuzz.Running;
using Freeze.Fuzz.Targets;

namespace Freeze.Fuzz;

/// <summary>
/// The command line. Without a command: the corpus and a fixed number of runs of every target, as every build does it. The other commands
/// serve fuzz.sh, which fuzzes by coverage with AFL++.
/// </summary>
internal static class FuzzCommand
{
    private static readonly Argument<string> s_target = new("target") { Description = $"One of {string.Join(", ", FuzzTargets.Names)}." };

    public static int Run(string[] args)
    {
        s_target.Validators.Add(result => Check(result, result.GetValueOrDefault<string>()));
        var root = Check();
        root.Subcommands.Add(Seeds());
        root.Subcommands.Add(Show());
        root.Subcommands.Add(Pack());
        root.Subcommands.Add(Afl());
        return root.Parse(args).Invoke();
    }

    private static RootCommand Check()
    {
        var targets = new Option<string[]>("--target")
        {
            Description = $"Targets: {string.Join(", ", FuzzTargets.Names)}. Default: all.", AllowMultipleArgumentsPerToken = true,
        };
        targets.Validators.Add(result => Check(result, result.GetValueOrDefault<string[]>() ?? []));
        var runs = new Option<int?>("--runs") { Description = "Inputs that are made of each target. Default: the target's own number." };
        var seed = new Option<int>("--seed") { Description = "Seed of these inputs.", DefaultValueFactory = _ => 1 };
        var crashes = new Option<string>("--crashes")
        {
            Description = "Folder for inputs that do harm.", DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "freeze-fuzz"),
        };
        var json = new Option<string?>("--json") { Description = "Writes the result of one target to this file." };
        var root = new RootCommand("Feeds damaged and hostile inputs to everything in Freeze that reads files or requests.")
        {
            targets, runs, seed, crashes, json,
        };
        root.SetAction(arguments =>
        {
            var (count, first) = (arguments.GetValue(runs), arguments.GetValue(seed));
            string[] names = arguments.GetValue(targets) is { Length: > 0 } some ? some : [.. FuzzTargets.Names];
            var folder = arguments.GetValue(crashes)!;
            if (names.Length > 1 || arguments.GetValue(json) is null)
                return Report.Print([.. names.Select(name => TargetProcess.Run(name, count, first, folder))]);
            var target = FuzzTargets.Create(names[0]);
            var checker = new Checker(target, folder, result =>
            {
                File.WriteAllText(arguments.GetValue(json)!, JsonSerializer.Serialize(result));
                Environment.Exit(0);
            });
            checker.Run(Corpus.Load(names[0]), count ?? target.Runs, first);
            return 0;
        });
        return root;
    }

    private static Command Seeds()
    {
        var folder = new Argument<string>("folder") { Description = "Receives the inputs, one a file, and words.dict beside it." };
        var made = new Option<int>("--made")
        {
            Description = "Inputs made from the seeds by what is known of the format.", DefaultValueFactory = _ => 1_000,
        };
        var seed = new Option<int>("--seed") { Description = "Their seed.", DefaultValueFactory = _ => 1 };
        var withCorpus = new Option<bool>("--corpus") { Description = "The corpus as well." };
        var command = new Command("seeds", "Writes the inputs that fuzzing starts from, and the words of the format.")
        {
            s_target, folder, made, seed, withCorpus,
        };
        command.SetAction(arguments =>
        {
            var target = FuzzTargets.Create(arguments.GetValue(s_target)!);
            var place = Directory.CreateDirectory(arguments.GetValue(folder)!).FullName;
            var first = arguments.GetValue(seed);
            var inputs = target.Seeds.Concat(Enumerable.Range(0, arguments.GetValue(made)).Select(i => Checker.Make(target, [], first, i)));
            if (arguments.GetValue(withCorpus)) inputs = inputs.Concat(Corpus.Load(target.Name).Select(input => input.Input));
            foreach (var input in inputs.Where(input => input.Length is > 0 and <= Limits.Longest))
                File.WriteAllBytes(Path.Combine(place, Corpus.NameOf(input)), input);
            var words = target.Words.Select(word => string.Concat(word.Select(value => $"\\x{value:X2}")));
            File.WriteAllLines(place.TrimEnd('/') + ".dict", words.Select(word => $"\"{word}\""));
            return 0;
        });
        return command;
    }

    private static Command Show()
    {
        var files = new Argument<string[]>("file") { Description = "Inputs: files, names of the corpus, or runs (run-SEED-NUMBER)." };
        var command = new Command("show", "Runs inputs and says what comes of each. Exit code 1: one did harm.") { s_target, files };
        command.SetAction(arguments =>
        {
            var target = FuzzTargets.Create(arguments.GetValue(s_target)!);
            var corpus = Corpus.Load(target.Name);
            var harm = false;
            using var runner = new Runner(target, (kind, what) => Environment.FailFast($"{kind}: {what}"));
            foreach (var file in arguments.GetValue(files)!)
            {
                var input = File.Exists(file) ? File.ReadAllBytes(file) : Checker.Find(target, corpus, file)
                    ?? throw new FileNotFoundException($"'{file}' is no file, no input of the corpus, and no run such as run-1-17.");
                var outcome = runner.Run(input);
                harm |= outcome.Harm is not null;
                var kind = outcome.Harm ?? (outcome.Refused is null ? "read" : "refused");
                Console.WriteLine($"{file}: {input.Length} bytes, {outcome.CpuSeconds * 1e3:0} CPU ms, "
                    + $"{outcome.Allocated / 1e6:0.0} MB allocated, {outcome.Peak / 1e6:0} MB resident: {kind}"
                    + (outcome.What is null ? "" : ": " + outcome.What));
            }

            return harm ? 1 : 0;
        });
        return command;
    }

    private static Command Pack()
    {
        var folder = new Argument<string>("folder") { Description = "A folder of inputs." };
        var archive = new Argument<string>("archive") { Description = "The corpus's archive, NAME.tar.gz." };
        var command = new Command("pack", "Packs inputs into a corpus: the same inputs make the same archive.") { folder, archive };
        command.SetAction(arguments =>
        {
            var (inputs, bytes) = Corpus.Pack(arguments.GetValue(folder)!, arguments.GetValue(archive)!);
            Console.WriteLine($"{inputs} inputs, {bytes / 1024} kB: {arguments.GetValue(archive)}");
            return 0;
        });
        return command;
    }

    private static Command Afl()
    {
        var records = new Option<string?>("--records") { Description = "Folder for the slowest input, the largest, and those that were ended." };
        var command = new Command("afl", "Runs under afl-fuzz, afl-cmin and afl-tmin; fuzz.sh calls it.") { s_target, records };
        command.SetAction(arguments => AflLoop.Run(arguments.GetValue(s_target)!, arguments.GetValue(records)));
        return command;
    }

    private static void Check(SymbolResult result, params string?[] names)
    {
        foreach (var name in names)
        {
            if (name is null || FuzzTargets.Names.Contains(name) || name.StartsWith(FuzzTargets.Planted, StringComparison.Ordinal)) continue;
            result.AddError($"There is no target '{name}'; there are: {string.Join(", ", FuzzTargets.Names)}.");
        }
    }
}
