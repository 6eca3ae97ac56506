namespace Freeze.Packages.Tests;

/// <summary>docs/embedding.md, followed word for word in an empty folder, gives programs that work wherever they are taken.</summary>
[Collection(nameof(LocalFeed))]
public sealed class EmbeddingTests(LocalFeed feed)
{
    // Of the document's model, 16 pixels wide and high.
    private const int Values = 3 * 16 * 16;

    private const string Emulator = "qemu-aarch64-static";

    [SkippableFact]
    public void The_program_runs_from_anywhere()
    {
        var log = feed.Follow(LocalFeed.Program);
        Assert.DoesNotContain("warning", log, StringComparison.OrdinalIgnoreCase);
        Assert.True(File.Exists(feed["out/sorter/Models/sorter.cpu.safetensors"]));
        Assert.True(File.Exists(feed["Sorter/bin/Release/net10.0/Models/sorter.cpu.safetensors"]));
        Assert.False(File.Exists(feed["out/sorter/Models/sorter.safetensors"]));
        Check(Command.Run("/", feed.Variables, feed["out/sorter/Sorter"]));

        // A second publishing finds the first one's files in no folder that it takes files from.
        Command.Run(feed.Folder, feed.Variables, "dotnet", "publish", "Sorter", "-c", "Release", "-r", "linux-x64", "-o", "Sorter/again");
        Command.Run(feed.Folder, feed.Variables, "dotnet", "publish", "Sorter", "-c", "Release", "-r", "linux-x64", "-o", "Sorter/again");
        Assert.Equal(["sorter.cpu.safetensors"], Directory.GetFiles(feed["Sorter/again"], "*.safetensors", SearchOption.AllDirectories).Select(Path.GetFileName));
        Directory.Delete(feed["Sorter/again"], recursive: true);
    }

    [SkippableFact]
    public void The_program_runs_with_the_C_library_alone_as_another_user_on_a_read_only_root()
    {
        feed.Follow(LocalFeed.Program);
        using var jail = new Jail(feed["out/sorter"], "Sorter", "libc", "libm");
        var line = jail.Line("Sorter");
        Check(Command.Run("/", feed.Variables, line[0], line[1..]));
    }

    [SkippableFact]
    public void Errors_are_one_line_that_names_the_file()
    {
        feed.Follow(LocalFeed.Program);
        var models = feed["out/sorter/Models"];
        Directory.Move(models, models + ".away");
        try
        {
            var error = Command.Fail("/", feed.Variables, feed["out/sorter/Sorter"]);
            Assert.Equal($"error: The model file '{models}/sorter.cpu.safetensors' does not exist. Make it with onnx2cs convert and copy it beside the program.", error.Trim());
        }
        finally
        {
            Directory.Move(models + ".away", models);
        }
    }

    [SkippableFact]
    public void A_host_with_ICU_keeps_its_cultures()
    {
        feed.Follow(LocalFeed.Program);
        Skip.IfNot(Directory.EnumerateFiles("/usr/lib", "libicuuc.so*", SearchOption.AllDirectories).Any(), "this machine has no ICU: apt-get install libicu72");
        var turkish = new Dictionary<string, string>(feed.Variables) { ["LC_ALL"] = "tr_TR.UTF-8" };
        var output = Command.Run(
            feed.Folder, turkish, "dotnet", "run", "--project", "Sorter", "-c", "Release", "-p:InvariantGlobalization=false", "-p:PublishAot=false");
        Assert.Matches(@"after end, ClassProbability [01],\d\d", output);
    }

    [SkippableFact]
    public void The_program_for_Arm_runs_under_QEMU()
    {
        Skip.IfNot(LocalFeed.CanLinkForArm, "linking for Arm needs a cross compiler: apt-get install clang gcc-aarch64-linux-gnu libc6-dev-arm64-cross");
        Skip.IfNot(Command.Exists(Emulator), "running Arm's programs needs QEMU: apt-get install qemu-user-static");
        feed.Follow(LocalFeed.Program);
        Check(Command.Run("/", feed.Variables, Emulator, "-L", "/usr/aarch64-linux-gnu", feed["out/sorter-arm64/Sorter"]));
    }

    [SkippableFact]
    public async Task The_service_runs_two_models_with_the_C_library_alone()
    {
        Assert.DoesNotContain("warning", feed.Follow(LocalFeed.Service), StringComparison.OrdinalIgnoreCase);
        using var jail = new Jail(feed["out/sorting"], "Sorting", "libc", "libm");
        using var service = new RunningProgram(jail.Line("Sorting"));
        await service.UntilAsync("Application started");
        Assert.Matches("^[0-3] after end$", await service.PostAsync("/sort", Values));
        Assert.Matches("^[0-2] after end$", await service.PostAsync("/check", Values));
        Assert.Matches("^[0-2] after end$", await service.PostAsync("/check", Values, "camera 1"));
        Assert.Equal("Healthy", await service.Client.GetStringAsync(new Uri("/healthz", UriKind.Relative)));
    }

    [SkippableFact]
    public async Task The_service_follows_a_link_that_is_swapped()
    {
        feed.Follow(LocalFeed.Service);
        foreach (var version in new[] { "v1", "v2" }) Command.Run(feed.Folder, feed.Variables, "cp", "-rp", "out/sorting/Models/Sorter", version);
        Command.Run(feed.Folder, feed.Variables, "ln", "-sfn", "v1", "current");
        using var service = new RunningProgram(feed["out/sorting/Sorting"], "--Sorter:Folder", feed["current"]);
        await service.UntilAsync("Application started");
        Command.Run(feed.Folder, feed.Variables, "ln", "-sfn", "v2", "current");
        await service.UntilAsync("sorter was replaced: generation 2");
        Assert.Matches("^[0-3] after end$", await service.PostAsync("/sort", Values));

        File.WriteAllText(feed["v1/sorter.cpu.safetensors"], "broken");
        Command.Run(feed.Folder, feed.Variables, "ln", "-sfn", "v1", "current");
        await service.UntilAsync("sorter could not be loaded anew and stays as it is");
        Assert.Equal("Degraded", await service.Client.GetStringAsync(new Uri("/healthz", UriKind.Relative)));
        Assert.Matches("^[0-3] after end$", await service.PostAsync("/sort", Values));
    }

    [SkippableTheory]
    [InlineData("--Checker:Folder", "nowhere", "Freeze (Models.Checker): Folder '", "nowhere' does not exist; give the folder that onnx2cs convert wrote.")]
    [InlineData("--Sorter:MaxBatch", "99", "Freeze (Models.Sorter): MaxBatch is 99; it takes 1 to 32.")]
    [InlineData("--Sorter:MaxBatch", "many", "Freeze (Models.Sorter): Failed to convert configuration value 'many' at 'Sorter:MaxBatch'")]
    public void A_wrong_setting_is_one_line_without_a_stack(string setting, string value, params string[] parts)
    {
        feed.Follow(LocalFeed.Service);
        var error = Command.Fail("/", feed.Variables, feed["out/sorting/Sorting"], setting, value, "--urls", "http://127.0.0.1:0").Trim();
        Assert.StartsWith("error: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
        foreach (var part in parts) Assert.Contains(part, error, StringComparison.Ordinal);
    }

    /// <summary>
    /// A library with documentation and warnings as errors holds a model called "image"; its files reach the program that refers to it.
    /// </summary>
    [SkippableFact]
    public void A_library_may_hold_the_model()
    {
        feed.Follow(LocalFeed.Feed);
        Command.Run(feed.Folder, feed.Variables, "dotnet", "onnx2cs", "convert", "image.onnx", "-o", "Vision/Models");
        Write("Vision/Vision.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <GenerateDocumentationFile>true</GenerateDocumentationFile>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Freeze.Runtime" Version="0.1.0-*" />
              </ItemGroup>
            </Project>
            """);
        Write("Viewer/Viewer.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <InvariantGlobalization>true</InvariantGlobalization>
              </PropertyGroup>
              <ItemGroup>
                <ProjectReference Include="../Vision/Vision.csproj" />
              </ItemGroup>
            </Project>
            """);
        Write("Viewer/Program.cs", """
            using var model = Models.Image.Load("Models");
            System.Console.WriteLine(model.Predict(new byte[model.Plan.Input.Values]).Exit);
            """);
        Assert.Equal("end", Command.Run(feed.Folder, feed.Variables, "dotnet", "run", "--project", "Viewer", "-c", "Release").Trim());
        Command.Run(feed.Folder, feed.Variables, "dotnet", "publish", "Viewer", "-c", "Release", "-o", "out/viewer");
        Assert.Equal("end", Command.Run("/", feed.Variables, "dotnet", feed["out/viewer/Viewer.dll"]).Trim());

        void Write(string path, string text)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(feed[path])!);
            File.WriteAllText(feed[path], text);
        }
    }

    private static void Check(string output) => Assert.Matches(@"^[0-3] after end, ClassProbability [01]\.\d\d\n0 of 8 left early\n$", output);
}
