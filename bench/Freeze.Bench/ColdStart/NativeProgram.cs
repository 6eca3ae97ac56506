using System.Diagnostics;
using System.Globalization;

namespace Freeze.Bench.ColdStart;

/// <summary>A published program that prints its answer, its peak memory and the milliseconds of a warm answer.</summary>
internal sealed class NativeProgram(string path, params string[] arguments)
{
    private readonly List<double> _milliseconds = [];
    private readonly List<double> _megabytes = [];
    private readonly List<double> _warm = [];

    /// <summary>The latest answer.</summary>
    public string Answer { get; private set; } = "";

    public StartFigures Figures => new(Comparison.Statistics.Median(_milliseconds), Comparison.Statistics.Median(_megabytes), Comparison.Statistics.Median(_warm));

    /// <summary>Runs the program once.</summary>
    /// <param name="measured">Whether the run counts; the first one only warms the page cache.</param>
    public void Run(bool measured)
    {
        var info = new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(info) ?? throw new FreezeException($"{path} could not be started.");
        var answer = process.StandardOutput.ReadLine();
        var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        var memory = process.StandardOutput.ReadLine();
        var warm = process.StandardOutput.ReadLine();
        process.WaitForExit();
        if (process.ExitCode != 0 || answer is null || memory is null || warm is null)
            throw new FreezeException($"{Path.GetFileName(path)} failed ({process.ExitCode}): {process.StandardError.ReadToEnd().Trim()}");
        Answer = answer;
        if (!measured) return;
        _milliseconds.Add(milliseconds);
        _warm.Add(double.Parse(warm, CultureInfo.InvariantCulture));
        var kilobytes = long.Parse(memory, CultureInfo.InvariantCulture);
        _megabytes.Add(kilobytes > 0 ? kilobytes * 1024 / 1e6 : double.NaN);
    }
}
