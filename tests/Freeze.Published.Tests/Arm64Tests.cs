namespace Freeze.Published.Tests;

/// <summary>EdgeClassifier published across for linux-arm64 runs, under QEMU's user mode, and answers as on x64.</summary>
[Collection(nameof(PublishedClassifier))]
public sealed class Arm64Tests(PublishedForArm arm)
{
    // Vectors of another width sum in another order; the score of an answer is a probability.
    private const double Tolerance = 1e-4;

    private static readonly TimeSpan s_running = TimeSpan.FromMinutes(2);

    [SkippableFact]
    public void It_answers_as_on_x64()
    {
        var binary = arm.Binary;
        string[] line = ["classify", "--json", .. Repository.Images];
        string[] emulated = ["-L", "/usr/aarch64-linux-gnu", binary, .. line];
        var emulatedAnswers = Command.Run(s_running, PublishedForArm.Emulator, emulated).JsonLines();
        var x64 = PublishedClassifier.RunBuilt(line).JsonLines();
        Assert.Equal(Repository.Images.Length, emulatedAnswers.Length);
        foreach (var (one, other) in emulatedAnswers.Zip(x64))
        {
            foreach (var name in new[] { "file", "label", "exit" })
                Assert.Equal(other.GetProperty(name).GetString(), one.GetProperty(name).GetString());
            Assert.Equal(Command.Score(other), Command.Score(one), Tolerance);
        }
    }
}
