using Freeze.Fuzz.Running;
using Freeze.Fuzz.Targets;

namespace Freeze.Fuzz.Tests;

/// <summary>The harness finds what it is there to find: readers with one fault each.</summary>
public sealed class HarmTests : IDisposable
{
    private const int Bad = 37;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("freeze");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Exceptions_that_nobody_was_promised() => Finds("crash", () => throw new InvalidOperationException("planted"));

    [Fact]
    public void Reads_outside_the_folder() => Finds("escape", () => throw new HarmException("escape", "planted"));

    [Fact]
    public void Memory_out_of_proportion() => Finds("memory", () => GC.KeepAlive(GC.AllocateUninitializedArray<byte>(257 << 20)));

    [Fact]
    public void Readers_that_do_not_end()
    {
        using var end = new ManualResetEventSlim();
        Finds("hang", end.Wait);
        end.Set();
    }

    [Fact]
    public void Errors_that_users_are_promised_are_none()
    {
        var result = Run(() => throw new FreezeException("image 17 is damaged"));
        Assert.Empty(result.Findings);
        Assert.Equal(("image # is damaged", 1), (result.Errors.Single().Key, result.Errors.Single().Value));
        Assert.Equal((100, 99), (result.Inputs, result.Accepted));
    }

    [Fact]
    public void An_input_that_ends_the_process_is_known_afterwards()
    {
        using (var recorder = new FlightRecorder(_folder.FullName, "planted", 2))
        {
            recorder.Note(0, 17);
            recorder.Note(1, 23);
            Assert.Equal([17L, 23L], FlightRecorder.Left(_folder.FullName, "planted"));
        }

        Assert.Empty(FlightRecorder.Left(_folder.FullName, "planted"));
    }

    [Theory]
    [MemberData(nameof(FormatTests.Formats), MemberType = typeof(FormatTests))]
    public void Inputs_are_made_again_from_their_numbers(string format)
    {
        var target = FuzzTargets.Create(format);
        var inputs = Enumerable.Range(0, 40).Select(index => Worker.Make(target, 1, index)).ToArray();
        Assert.Equal(inputs, Enumerable.Range(0, 40).Select(index => Worker.Make(FuzzTargets.Create(format), 1, index)));
        Assert.InRange(inputs.Select(Convert.ToHexString).Distinct().Count(), 30, 40);
        Assert.All(inputs, input => Assert.InRange(input.Length, 0, 68 << 10));
    }

    private void Finds(string kind, Action harm)
    {
        var finding = Run(harm).Findings.Single();
        Assert.Equal((kind, Bad), (finding.Kind, finding.Index));
        Assert.Equal([Bad], File.ReadAllBytes(finding.File));
    }

    private FormatResult Run(Action harm) => Fuzzer.Run(
        new Planted(harm),
        new FuzzOptions { Count = 100, Crashes = _folder.FullName, Patience = 0.2 },
        TextWriter.Null);

    /// <summary>Inputs count up; one of them does harm.</summary>
    private sealed class Planted(Action harm) : FuzzTarget
    {
        private int _next;

        public override string Name => "planted";

        public override byte[] Make(Random random) => [(byte)_next++];

        public override void Run(byte[] input, string folder)
        {
            if (input[0] == Bad) harm();
        }
    }
}
