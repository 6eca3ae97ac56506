using System.Globalization;
using System.Runtime.InteropServices;
using Freeze.Fuzz.Targets;
using SharpFuzz.Common;

namespace Freeze.Fuzz.Running;

/// <summary>
/// Runs under afl-fuzz and its relatives, which send inputs and read from shared memory what code each of them reached. An exception is a crash
/// to them. The slowest input and the one that allocated most are kept in a folder for the report.
/// </summary>
internal static class AflLoop
{
    private const double Notable = 0.05, Growth = 1.1;
    private const nuint MapBytes = 1 << 16;

    /// <summary>Serves afl-fuzz until it ends.</summary>
    /// <param name="name">The target.</param>
    /// <param name="records">Folder for the slowest input, the largest, and those that had to be ended; null for none.</param>
    public static unsafe void Run(string name, string? records)
    {
        var (slowest, most) = (new Record(records, "slowest"), new Record(records, "largest"));
        var stream = new byte[Limits.Longest];
        var current = Array.Empty<byte>();
        Runner? runner = null;
        SharpFuzz.Fuzzer.OutOfProcess.Run(input =>
        {
            runner ??= WarmUp(name, (kind, what) =>
            {
                // The parent process starts another one, and afl-fuzz keeps the input as a crash.
                if (records is not null) File.WriteAllBytes(Path.Combine(records, $"{Corpus.NameOf(current)}.{kind}"), current);
                Environment.FailFast($"{name}: {kind}: {what}");
            });
            var length = input.ReadAtLeast(stream, stream.Length, throwOnEndOfStream: false);
            current = stream[..length];
            var outcome = runner.Run(current);
            slowest.Offer(outcome.CpuSeconds, current);
            most.Offer(outcome.Allocated / 1e6, current);
            if (outcome.Harm is { } kind) throw new HarmException(kind, outcome.What!);
        });
    }

    // What runs once in a process (static constructors, tables, the compiler) is no coverage of the input that happens to come first, nor its
    // time: the seeds run before it, and count into a map that is thrown away.
    private static unsafe Runner WarmUp(string name, Action<string, string> stuck)
    {
        var map = Trace.SharedMem;
        Trace.SharedMem = (byte*)NativeMemory.AllocZeroed(MapBytes);
        try
        {
            var target = FuzzTargets.Create(name);
            var runner = new Runner(target, stuck);
            foreach (var seed in target.Seeds.Where(seed => seed.Length <= Limits.Longest)) runner.Run(seed);
            return runner;
        }
        finally
        {
            // Also after an error: inputs that count into the other map would seem to reach nothing.
            NativeMemory.Free(Trace.SharedMem);
            Trace.SharedMem = map;
            Trace.PrevLocation = 0;
        }
    }

    /// <summary>The largest of some figure, over all processes of a campaign: FOLDER/NAME.txt, and its input FOLDER/NAME.</summary>
    private sealed class Record
    {
        private readonly string? _path;
        private double _best = Notable;

        public Record(string? folder, string name)
        {
            _path = folder is null ? null : Path.Combine(folder, name);
            if (_path is not null && File.Exists(_path + ".txt"))
                _best = double.Parse(File.ReadAllText(_path + ".txt"), CultureInfo.InvariantCulture);
        }

        public void Offer(double figure, byte[] input)
        {
            if (_path is null || figure < _best * Growth) return;
            _best = figure;
            File.WriteAllBytes(_path, input);
            File.WriteAllText(_path + ".txt", figure.ToString("0.000", CultureInfo.InvariantCulture));
        }
    }
}
