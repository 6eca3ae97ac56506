namespace Freeze.Onnx2Cs.Tests.Commands;

/// <summary>Images that cannot be fitted to: one clear line, and the model's folder stays as it was.</summary>
public sealed class FitRefusalTests(FitRefusalTests.Inputs inputs) : IClassFixture<FitRefusalTests.Inputs>, IDisposable
{
    private readonly WorkFolder _work = new();
    private readonly string _model = inputs.Model;
    private readonly string _train = inputs.Train;

    public void Dispose() => _work.Dispose();

    [Fact]
    public void An_image_in_both_sets()
    {
        // Another name does not make it another image.
        var held = _work.Images("held", 4, 2);
        File.Copy(Path.Combine(_train, "green", "0002.png"), Path.Combine(held, "green", "copied.png"));
        Refuse(held, "1 image(s)", "green/copied.png", "must differ");
    }

    [Fact]
    public void The_same_folder_twice() => Refuse(_train, "12 image(s)", "blue/0000.png", "must differ");

    [Fact]
    public void A_folder_that_is_not_there() => Refuse(_work.At("absent"), "absent", "no such file or folder");

    [Fact]
    public void An_empty_folder()
    {
        Directory.CreateDirectory(_work.At("empty"));
        Refuse(_work.At("empty"), "empty", "there are no images in it", "sub-folder for each class");
    }

    [Fact]
    public void A_folder_of_other_files()
    {
        _work.Write("texts/a/readme.txt", "text"u8.ToArray());
        Refuse(_work.At("texts"), "texts", "there are no images in it");
    }

    [Fact]
    public void A_single_image() => Refuse(Path.Combine(_train, "red", "0000.png"), "0000.png", "not a set of images");

    [Fact]
    public void A_text_that_calls_itself_an_image()
    {
        var held = _work.Images("held", 4, 2);
        _work.Write("held/red/zebra.png", "no picture"u8.ToArray());
        Refuse(held, "zebra.png", "not an image", "--skip-bad");
    }

    [Fact]
    public void An_image_that_is_cut_short()
    {
        var held = _work.Images("held", 4, 2);
        var whole = File.ReadAllBytes(Path.Combine(held, "red", "0001.png"));
        _work.Write("held/red/zebra.png", whole[..(whole.Length / 2)]);
        Refuse(held, "zebra.png", "--skip-bad");
    }

    [Fact]
    public void Too_few_images() => Tool.Run("fit", _model, "--data", _train, "--calibration", _work.Images("held", 1, 2), "--anyway")
        .Refused(1, "at least five distinct images, but there are 3");

    [Fact]
    public void Senseless_numbers()
    {
        var held = _work.Images("held", 4, 2);
        Tool.Run("fit", _model, "--data", _train, "--calibration", held, "--risk", "1.5").Refused(1, "risk 1.5", "between 0 and 1");
        Tool.Run("fit", _model, "--data", _train, "--calibration", held, "--confidence", "0").Refused(1, "confidence 0", "between 0 and 1");
    }

    [Fact]
    public void Costs_that_are_none_or_of_another_network()
    {
        var held = _work.Images("held", 4, 2);
        Costs("no json", "costs.json", "no profile of costs", "edge-classifier profile --out FILE");
        Costs(
            """{"model":"lamp","structure":"s","device":"cpu","machine":"m","network":1,"probes":[]}""",
            "costs.json", "another network, 'lamp'", "measure 'colours'");
        Tool.Run("fit", _model, "--data", _train, "--calibration", held, "--costs", _work.At("absent.json"))
            .Refused(1, "absent.json", "does not exist");

        void Costs(string text, params string[] words)
        {
            File.WriteAllText(_work.At("costs.json"), text);
            Tool.Run("fit", _model, "--data", _train, "--calibration", held, "--costs", _work.At("costs.json")).Refused(1, words);
        }
    }

    [Theory]
    [InlineData("1TB")]
    [InlineData("-5kB")]
    [InlineData("0")]
    [InlineData("much")]
    [InlineData("1e3")]
    [InlineData("79228162514264337593543950335GB")]
    public void Sizes_that_are_none(string size) =>
        Tool.Run("fit", _model, "--data", _train, "--calibration", _train, "--max-bytes", size).Refused(2, $"'{size}' is not a size", "500kB");

    [Fact]
    public void A_size_that_holds_no_cache() =>
        Tool.Run("fit", _model, "--data", _train, "--calibration", _work.Images("held", 4, 2), "--max-bytes", "100B", "--risk", "0.5")
            .Refused(1, "100 bytes are too few for any cache");

    [Fact]
    public void The_frontier_takes_no_word_that_follows()
    {
        // It is a switch: what follows is the folder, or one word too many.
        var held = _work.Images("held", 4, 2);
        Tool.Run("fit", "--frontier", _work.At("absent"), "--data", _train, "--calibration", held).Refused(1, "absent", "does not exist");
        Tool.Run("fit", _model, "--frontier", "frontier.html", "--data", _train, "--calibration", held).Refused(2, "frontier.html");
        Tool.Run("fit", _model, "--data", _train, "--calibration", held, "--html", _work.At("absent/page.html")).Refused(1, "absent");
    }

    private void Refuse(string calibration, params string[] words)
    {
        var before = WorkFolder.Contents(_model);
        Tool.Run("fit", _model, "--data", _train, "--calibration", calibration, "--risk", "0.5").Refused(1, words);
        Assert.Equal(before, WorkFolder.Contents(_model));
    }

    /// <summary>A model and fitting images, made once: no test may change them.</summary>
    public sealed class Inputs : IDisposable
    {
        private readonly WorkFolder _work = new();

        public Inputs() => (Model, Train) = (_work.Convert("colours"), _work.Images("train", 4, 1));

        public string Model { get; }

        public string Train { get; }

        public void Dispose() => _work.Dispose();
    }
}
