using Freeze.Fuzz.Running;
using Freeze.Fuzz.Targets;
using Xunit.Abstractions;

namespace Freeze.Fuzz.Tests;

/// <summary>A short run over every format. A long one: <c>dotnet run -c Release --project tests/Freeze.Fuzz -- --count 200000</c>.</summary>
public sealed class FormatTests(ITestOutputHelper output) : IDisposable
{
    private const int Inputs = 20_000, Seconds = 6;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("freeze");

    public static TheoryData<string> Formats => [.. FuzzTargets.Names];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Formats))]
    public void No_input_does_harm(string format)
    {
        var options = new FuzzOptions { Count = Inputs, Seconds = Seconds, Threads = Math.Min(2, Environment.ProcessorCount),
            Crashes = _folder.FullName };
        var result = Fuzzer.Run(FuzzTargets.Create(format), options, TextWriter.Null);
        output.WriteLine($"{format}: {result.Inputs} inputs, {result.Accepted} read, {result.Errors.Count} distinct errors");

        // What is damaged is refused, and what is whole is read: a reader that did but one of the two would be no test of itself.
        Assert.Empty(result.Findings);
        Assert.InRange(result.Inputs, 20, Inputs);
        Assert.InRange(result.Accepted, 1, result.Inputs - 1);
        Assert.InRange(result.Errors.Count, 5, int.MaxValue);
        Assert.Empty(FlightRecorder.Left(_folder.FullName, format));
    }
}
