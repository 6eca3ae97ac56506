namespace Freeze.Samples.Quickstart;
public sealed class Conveyor : FrozenModel
{
    public static Conveyor Load(string folder, FrozenModelOptions? options = null) => FrozenModel.Load<Conveyor>(folder, options);
    public override ModelPlan Plan => throw new NotImplementedException();
    protected override void Forward(Session s) => throw new NotImplementedException();
}
