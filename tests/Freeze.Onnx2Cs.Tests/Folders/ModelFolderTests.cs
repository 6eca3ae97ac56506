using Freeze.Onnx2Cs.Tests.Commands;

namespace Freeze.Onnx2Cs.Tests.Folders;

/// <summary>Model folders from anywhere: no command runs code of theirs unasked, and every attribute may be edited.</summary>
public sealed class ModelFolderTests : IDisposable
{
    private readonly WorkFolder _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Code_in_a_definition_runs_with_trust_alone()
    {
        var (model, images) = (_work.Convert("colours"), _work.Images("images", 2, 1));
        var ran = _work.At("ran");
        var definition = Path.Combine(model, "Colours.cs");
        var text = File.ReadAllText(definition);
        File.AppendAllText(definition, $$"""
            static class Evil
            {
                [System.Runtime.CompilerServices.ModuleInitializer]
                public static void Run() => System.IO.File.WriteAllText("{{ran}}", "");
            }
            """);
        var place = $"Colours.cs({text.Split('\n').Length},14): the class 'Evil'";
        Tool.Run("inspect", model).RefusedInLines(1, place, "--trust");
        Tool.Run("inspect", model, "--source").RefusedInLines(1, place, "--trust");
        Tool.Run("evaluate", model, "--data", images).RefusedInLines(1, place, "--trust");
        Tool.Run("fit", model, "--data", images, "--calibration", images).RefusedInLines(1, place, "--trust");
        Assert.False(File.Exists(ran));
        Tool.Run("inspect", model, "--trust").Succeeded();
        Assert.True(File.Exists(ran));
    }

    [Fact]
    public void Other_files_of_a_project_are_neither_run_nor_in_the_way()
    {
        var model = _work.Convert("colours");
        var ran = _work.At("ran");
        _work.Write("colours/Program.cs", System.Text.Encoding.UTF8.GetBytes(
            $"static class Evil {{ [System.Runtime.CompilerServices.ModuleInitializer] public static void Run() => System.IO.File.WriteAllText(\"{ran}\", \"\"); }}"));
        _work.Write("colours/Empty.cs", []);
        Tool.Run("inspect", model).Succeeded();
        Assert.False(File.Exists(ran));

        // Attributes that a project would add to the model are not passed over.
        _work.Write("colours/More.cs", "namespace Models;\n[Freeze.Definition.Probe(\"conv1\")]\npartial class Colours;"u8.ToArray());
        Tool.Run("inspect", model).Refused(1, "More.cs(2,1): attributes of 'Colours'", "Colours.cs");
    }

    [Fact]
    public void An_edited_definition_is_what_counts()
    {
        var model = _work.Convert("colours");
        var definition = Path.Combine(model, "Colours.cs");
        var text = File.ReadAllText(definition);
        File.WriteAllText(definition, "/* mine */ " + text.Replace("[Labels(", "[Labels(\"azure\", ", StringComparison.Ordinal)
            .Replace("\"blue\", ", "", StringComparison.Ordinal));
        Assert.Contains("\"azure\"", Tool.Run("inspect", model, "--source").Succeeded().Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_definition_that_is_a_pipe_is_refused_at_once()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "makes pipes with mkfifo");
        var model = _work.Convert("colours");
        _work.Pipe("colours/A.cs");
        Tool.Run("inspect", model).Refused(1, "A.cs", "is a pipe, not a file");
        File.Delete(_work.At("colours/A.cs"));
        File.Delete(_work.At("colours/colours.cpu.safetensors"));
        _work.Pipe("colours/colours.cpu.safetensors");
        Tool.Run("inspect", model).Refused(1, "colours.cpu.safetensors", "is a pipe, not a file");
        File.Delete(_work.At("colours/colours.cpu.safetensors"));
        Tool.Run("convert", _work.At("colours.onnx"), "-o", model, "--name", "Colours", "--labels", _work.Labels()).Succeeded();
        _work.Pipe("colours/colours.cache.safetensors");
        Tool.Run("inspect", model).Refused(1, "colours.cache.safetensors", "is a pipe, not a file");
    }

    [Fact]
    public void What_is_not_a_models_file_is_not_replaced()
    {
        var onnx = _work.Write("colours.onnx", Commands.Networks.Colours());
        _work.Write("mine/Colours.cs", "class Mine;"u8.ToArray());
        Tool.Run("convert", onnx, "-o", _work.At("mine"), "--name", "Colours").Refused(1, "Colours.cs", "is no file of a model", "--name");
        Assert.Equal("class Mine;", File.ReadAllText(_work.At("mine/Colours.cs")));
        Assert.Single(WorkFolder.Contents(_work.At("mine")));

        Directory.CreateDirectory(_work.At("folder/colours.safetensors"));
        Tool.Run("convert", onnx, "-o", _work.At("folder"), "--name", "Colours").Refused(1, "colours.safetensors", "is a folder, not a file");

        // The labels would be the first file to go.
        File.Copy(_work.Labels(), _work.At("labels.cs"));
        Tool.Run("convert", onnx, "-o", _work.Path, "--name", "labels", "--labels", _work.At("labels.cs")).Refused(1, "labels.cs", "made from");
        Tool.Run("convert", onnx, "-o", onnx).Refused(1, "colours.onnx", "is a file; name a folder");
    }

    [SkippableFact]
    public void A_link_stays_and_what_it_leads_to_is_replaced()
    {
        Skip.If(OperatingSystem.IsWindows(), "makes symbolic links, which Windows allows to administrators alone");
        var model = _work.Convert("colours");
        Directory.CreateDirectory(_work.At("store"));
        File.Move(Path.Combine(model, "colours.safetensors"), _work.At("store/weights"));
        File.CreateSymbolicLink(Path.Combine(model, "colours.safetensors"), "../store/weights");
        var before = File.ReadAllBytes(_work.At("store/weights"));
        var other = _work.Write("other.onnx", Commands.Networks.Colours(2));
        Tool.Run("convert", other, "-o", model, "--name", "Colours").Succeeded();
        Assert.Equal("../store/weights", new FileInfo(Path.Combine(model, "colours.safetensors")).LinkTarget);
        Assert.NotEqual(before, File.ReadAllBytes(_work.At("store/weights")));
        Tool.Run("inspect", model).Succeeded();
    }
}
