using Freeze.Onnx2Cs.Tests.Commands;

namespace Freeze.Onnx2Cs.Tests.Folders;

/// <summary>
/// Pipes, devices and folders where a file should be: refused by name, and none is waited for. A command that hung would be ended by
/// <see cref="Tool"/>.
/// </summary>
public sealed class InputKindTests(InputKindTests.Inputs inputs) : IClassFixture<InputKindTests.Inputs>
{
    public static TheoryData<string> Lines() =>
    [
        "convert ? -o out", "verify ?", "inspect ?", "convert M.onnx -o out --labels ?", "convert M.onnx -o out --mean-image ?",
        "fit MODEL --data ? --calibration IMAGES --anyway", "fit MODEL --data IMAGES --calibration ?", "fit MODEL --data IMAGES --calibration IMAGES --costs ?",
        "evaluate MODEL --data ?", "evaluate MODEL --data IMAGES --baseline ?",
    ];

    [SkippableTheory]
    [MemberData(nameof(Lines))]
    public void Are_refused_at_once(string line)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "makes pipes with mkfifo");
        Check(line, inputs.Pipe, "is a pipe, not a file");
        Check(line, line.StartsWith("fit", StringComparison.Ordinal) ? inputs.Link : "/dev/zero",
            line.StartsWith("fit", StringComparison.Ordinal) ? "is a pipe, not a file" : "is a device, not a file");
        if (!line.Contains("--data ?", StringComparison.Ordinal) && !line.Contains("--calibration ?", StringComparison.Ordinal) && !line.StartsWith("inspect", StringComparison.Ordinal))
            Check(line, inputs.Model, "is a folder, not a file");
    }

    [SkippableTheory]
    [InlineData("set.tar")]
    [InlineData("set.bin")]
    [InlineData("model.onnx")]
    [InlineData("mean.npy")]
    public void Whatever_their_names_promise(string name)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "makes pipes with mkfifo");
        var pipe = inputs.MakePipe(name);
        var line = Path.GetExtension(name) switch { ".onnx" => "convert ? -o out", ".npy" => "convert M.onnx -o out --mean-image ?", _ => "evaluate MODEL --data ?" };
        Check(line, pipe, "is a pipe, not a file");
    }

    private void Check(string line, string file, string words)
    {
        var arguments = line.Split(' ').Select(word => word switch
        {
            "?" => file, "M.onnx" => inputs.Onnx, "MODEL" => inputs.Model, "IMAGES" => inputs.Images, "out" => inputs.Out, _ => word,
        });
        Tool.Run([.. arguments]).Refused(1, file, words);
        Assert.False(Directory.Exists(inputs.Out));
    }

    /// <summary>A model, images, a pipe and a link to it, made once.</summary>
    public sealed class Inputs : IDisposable
    {
        private readonly WorkFolder _work = new();

        public Inputs()
        {
            (Model, Images) = (_work.Convert("model"), _work.Images("images", 2, 1));
            if (!OperatingSystem.IsLinux()) return;
            _work.Pipe("pipe");
            File.CreateSymbolicLink(Link, "pipe");
        }

        public string Model { get; }

        public string Images { get; }

        public string Onnx => _work.At("model.onnx");

        public string Pipe => _work.At("pipe");

        public string Link => _work.At("link");

        public string Out => _work.At("out");

        public string MakePipe(string name)
        {
            _work.Pipe(System.IO.Path.Combine("pipes", name));
            return _work.At(System.IO.Path.Combine("pipes", name));
        }

        public void Dispose() => _work.Dispose();
    }
}
