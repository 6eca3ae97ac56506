namespace Freeze.Onnx2Cs.Tests.Commands;

/// <summary>What the command line says about itself, and to who mistypes it.</summary>
public class UsageTests
{
    [Theory]
    [InlineData("", "convert verify fit evaluate inspect --version")]
    [InlineData("convert", "model.onnx --folder --output --input-shape --no-check --name --namespace --labels --mean --std --mean-image --channel-order --resize --exif")]
    [InlineData("verify", "model.onnx --test-data --atol --rtol --mean --std --mean-image --channel-order --resize --exif")]
    [InlineData("fit", "DIR --data --calibration --risk --confidence --seed --cache --views --images --skip-bad --anyway 3")]
    [InlineData("evaluate", "DIR --data --json --html --baseline --threads --skip-bad")]
    [InlineData("inspect", "DIR|model.onnx --source")]
    public void Help_names_what_can_be_given(string command, string names)
    {
        var outcome = Tool.Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]).Succeeded();
        Assert.Empty(outcome.Error);
        Assert.All(names.Split(' '), name => Assert.Contains(name, outcome.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("convert m.onnx -o out --bogus", "'--bogus'", "See: onnx2cs convert --help")]
    [InlineData("convert m.onnx", "'--folder' is required", "See: onnx2cs convert --help")]
    [InlineData("fit dir --data a --calibration b --risk much", "'much'", "as a number")]
    [InlineData("fit dir --data a --calibration b --seed 1.5", "'1.5'", "as a whole number")]
    [InlineData("inspect", "missing", "See: onnx2cs inspect --help")]
    [InlineData("transmogrify", "'transmogrify'", "See: onnx2cs --help")]
    [InlineData("", "Required command", "See: onnx2cs --help")]
    public void A_line_that_makes_no_sense_is_refused_with_exit_code_2(string line, params string[] words) =>
        Tool.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Refused(2, words);

    [Fact]
    public void An_empty_argument_is_refused() => Tool.Run("fit", "dir", "--data", "", "--calibration", "b").Refused(2, "arguments is empty");

    [Theory]
    [InlineData("convert /absent/m.onnx -o /absent/out", "/absent/m.onnx cannot be read")]
    [InlineData("verify /absent/m.onnx", "/absent/m.onnx cannot be read")]
    [InlineData("fit /absent/dir --data a --calibration b", "The folder '/absent/dir' does not exist", "onnx2cs convert")]
    [InlineData("evaluate /absent/dir --data a", "The folder '/absent/dir' does not exist", "onnx2cs convert")]
    [InlineData("inspect /absent/m.onnx", "/absent/m.onnx cannot be read")]
    public void What_is_not_there_is_refused_with_exit_code_1(string line, params string[] words) => Tool.Run(line.Split(' ')).Refused(1, words);
}
