using System.Diagnostics;
using Freeze.Onnx2Cs.Tests.Commands;

namespace Freeze.Onnx2Cs.Tests.Folders;

/// <summary>
/// A disk that is full in the middle of a file, which a limit on the length of files stands for; folders that cannot be written to; commands that
/// are killed: the old files stay whole, and nothing lies beside them.
/// </summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly WorkFolder _work = new();

    public void Dispose() => _work.Dispose();

    [SkippableTheory]
    [InlineData("convert", 2)]
    [InlineData("convert", 40)]
    [InlineData("convert", 100)]
    [InlineData("fit", 1)]
    [InlineData("evaluate", 4)]
    public void Leaves_everything_as_it_was(string command, int kilobytes)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "limits the length of files with the shell");
        var model = _work.Convert("model");
        var (images, held) = (_work.Images("images", 4, 1), _work.Images("held", 4, 2));
        var (other, page) = (_work.Write("other.onnx", Commands.Networks.Colours(2)), _work.Write("out/page.html", "old"u8.ToArray()));
        var before = (WorkFolder.Contents(model), WorkFolder.Contents(_work.At("out")));
        string[] arguments = command switch
        {
            "convert" => ["convert", other, "-o", model, "--name", "Colours"],
            "fit" => ["fit", model, "--data", images, "--calibration", held, "--risk", "0.5", "--anyway"],
            _ => ["evaluate", model, "--data", images, "--html", page],
        };

        // The runtime maps its own code through files unless it is told not to.
        var outcome = Tool.Finish(Tool.Start(
            ["bash", "-c", $"trap '' XFSZ; ulimit -f {kilobytes}; export DOTNET_EnableWriteXorExecute=0 DOTNET_EnableDiagnostics=0; exec \"$@\"", "bash"], arguments));
        Assert.True(outcome.Code == 1, outcome.ToString());
        Assert.Contains("cannot be written", outcome.Message, StringComparison.Ordinal);
        Assert.Single(outcome.Message.Split('\n'));
        Assert.Equal(before.Item1, WorkFolder.Contents(model));
        Assert.Equal(before.Item2, WorkFolder.Contents(_work.At("out")));
        Assert.Empty(Directory.GetDirectories(model));
    }

    [SkippableFact]
    public void A_folder_that_cannot_be_written_to_is_named()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "has /proc, in which no file can be made");
        var onnx = _work.Write("colours.onnx", Commands.Networks.Colours());
        Tool.Run("convert", onnx, "-o", "/proc/model").Refused(1, "/proc/model", "cannot be written to");
        var (model, images) = (_work.Convert("model"), _work.Images("images", 2, 1));
        var outcome = Tool.Run("evaluate", model, "--data", images, "--html", "/proc/page.html");
        Assert.True(outcome.Code == 1, outcome.ToString());
        Assert.Contains("/proc/page.html: the file cannot be written", outcome.Error, StringComparison.Ordinal);
    }

    /// <summary>Killed at several moments of a conversion: the folder holds one model or the other, whole, and the next conversion cleans up.</summary>
    [SkippableFact]
    public void A_killed_conversion_leaves_the_old_model_or_the_new_one()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "kills as Linux does");
        var model = _work.Convert("model");
        var old = WorkFolder.Contents(model);
        var other = _work.Write("other.onnx", Commands.Networks.Colours(2));
        string[] arguments = ["convert", other, "-o", model, "--name", "Colours", "--labels", _work.Labels(), "--no-check"];
        Tool.Run([.. arguments[..3], _work.At("new"), .. arguments[4..]]).Succeeded();
        var renewed = WorkFolder.Contents(_work.At("new"));
        for (var round = 0; round < 8; round++)
        {
            // Sooner or later after the first file is there; every outcome is allowed that is whole.
            using (var process = Tool.Start([], arguments))
            {
                while (!process.HasExited && Directory.GetDirectories(model).Length == 0) Thread.Yield();
                for (var spin = 0; spin < round * round && !process.HasExited; spin++) Thread.Sleep(1);
                process.Kill();
                process.WaitForExit();
            }

            Tool.Run("inspect", model).Succeeded();
            var left = WorkFolder.Contents(model).Where(file => !file.Key.StartsWith('.')).ToDictionary();
            Assert.True(WorkFolder.AreAlike(left, old) || WorkFolder.AreAlike(left, renewed), $"round {round}: a mixture");
        }

        Tool.Run(arguments).Succeeded();
        Assert.Equal(renewed, WorkFolder.Contents(model));
        Assert.Empty(Directory.GetDirectories(model));
    }

    [SkippableFact]
    public void Of_two_conversions_at_once_one_wins_whole()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "runs two commands at once as Linux does");
        var (one, two) = (_work.Write("one.onnx", Commands.Networks.Colours(1)), _work.Write("two.onnx", Commands.Networks.Colours(2)));
        Tool.Run("convert", one, "-o", _work.At("one"), "--name", "Colours").Succeeded();
        Tool.Run("convert", two, "-o", _work.At("two"), "--name", "Colours").Succeeded();
        Process[] both = [.. new[] { one, two }.Select(onnx => Tool.Start([], "convert", onnx, "-o", _work.At("model"), "--name", "Colours"))];
        foreach (var process in both) Tool.Finish(process).Succeeded();
        var found = WorkFolder.Contents(_work.At("model"));
        Assert.True(WorkFolder.AreAlike(found, WorkFolder.Contents(_work.At("one"))) || WorkFolder.AreAlike(found, WorkFolder.Contents(_work.At("two"))));
    }
}
