using System.Diagnostics;
using System.Text.Json;
using Freeze.Onnx2Cs.Commands;
using Freeze.Onnx2Cs.Tests.Commands;

namespace Freeze.Onnx2Cs.Tests.Folders;

/// <summary>Where reports go: links are followed, devices written to, and nothing that a command reads is replaced.</summary>
public sealed class OutputTests : IDisposable
{
    private readonly WorkFolder _work = new();

    public void Dispose() => _work.Dispose();

    [SkippableFact]
    public void A_link_stays_and_its_file_keeps_its_permissions()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "makes symbolic links and files with permissions");
        if (!OperatingSystem.IsLinux()) return;
        var file = _work.Write("far/report", "old"u8.ToArray());
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(_work.At("link"), "far/report");
        File.CreateSymbolicLink(_work.At("dangling"), "far/later");
        foreach (var name in new[] { "link", "dangling" })
        {
            Output.Check(_work.At(name), _work.Path);
            Assert.True(Output.Write(_work.At(name), "new"));
            Assert.NotNull(new FileInfo(_work.At(name)).LinkTarget);
        }

        Assert.Equal(("new", "new"), (File.ReadAllText(file), File.ReadAllText(_work.At("far/later"))));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(2, Directory.GetFiles(_work.At("far")).Length);
    }

    [SkippableFact]
    public void Devices_are_written_to_and_pipes_refused()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "has /dev/full and makes pipes with mkfifo");
        Output.Check("/dev/null", _work.Path);
        Assert.False(Output.Write("/dev/null", "text"));
        Assert.Contains("/dev/full", Assert.Throws<FreezeException>(() => Output.Write("/dev/full", "text")).Message, StringComparison.Ordinal);
        _work.Pipe("pipe");
        Assert.Contains("is a pipe", Assert.Throws<FreezeException>(() => Output.Check(_work.At("pipe"), _work.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<FreezeException>(() => Output.Check(_work.Path, _work.Path)).Message, StringComparison.Ordinal);
        File.CreateSymbolicLink(_work.At("circle"), "circle");
        Assert.Contains("leads nowhere", Assert.Throws<FreezeException>(() => Output.Check(_work.At("circle"), _work.Path)).Message, StringComparison.Ordinal);
        Assert.Equal(FileAttributes.Normal, new FileInfo("/dev/null").Attributes & FileAttributes.Normal);
    }

    [SkippableFact]
    public void A_report_goes_where_the_shell_says_and_never_over_what_is_read()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "has /dev/stdout, and a shell that gives pipes");
        var (model, images) = (_work.Convert("model"), _work.Images("images", 2, 1));
        var before = (WorkFolder.Contents(model), WorkFolder.Contents(images));
        var output = Tool.Run("evaluate", model, "--data", images, "--json", "/dev/stdout", "--html", "/dev/null").Succeeded().Output;
        Assert.Equal(6, JsonDocument.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..]).RootElement.GetProperty("images").GetInt32());

        // The shell gives the name of a pipe that has none in any folder.
        var outcome = Tool.Finish(Tool.Start(["bash", "-c", $"\"$@\" --json >(cat > '{_work.At("piped")}') && wait", "bash"], "evaluate", model, "--data", images));
        Assert.True(outcome.Code == 0, outcome.ToString());
        for (var clock = Stopwatch.StartNew(); !File.Exists(_work.At("piped")) || new FileInfo(_work.At("piped")).Length == 0; Thread.Sleep(20))
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), "cat wrote nothing");

        var tar = _work.At("set.tar");
        System.Formats.Tar.TarFile.CreateFromDirectory(images, tar, includeBaseDirectory: false);
        var label = Path.Combine(images, "red", "0000.png");
        File.CreateSymbolicLink(_work.At("page.html"), label);
        Directory.CreateSymbolicLink(_work.At("other name"), model);
        foreach (var (data, place) in new[]
        {
            (images, Path.Combine(model, "Colours.cs")), (images, Path.Combine(model, "colours.cpu.safetensors")),
            (images, Path.Combine(model, "colours.cache.safetensors")), (images, Path.Combine(_work.At("other name"), "Colours.cs")),
            (images, label), (images, _work.At("page.html")), (tar, tar),
        })
        {
            var option = place.EndsWith(".cs", StringComparison.Ordinal) ? "--json" : "--html";
            Tool.Run("evaluate", model, "--data", data, option, place).Refused(1, place, "is not replaced");
        }

        Tool.Run("evaluate", model, "--data", images, "--json", _work.At("same"), "--html", _work.At("same")).Refused(1, "same", "something else as well");
        Assert.Equal(before.Item1, WorkFolder.Contents(model));
        Assert.Equal(before.Item2, WorkFolder.Contents(images));
    }
}
