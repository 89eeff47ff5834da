"""Generated from nbs/toolbox/turns.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.turns import (
    AdaptiveSwitcher, FixedSwitcher, GameBase, as_pictures, check, for_each, latent_size, latents, load_state_dict, mean_over_ranks, networks_of, nn,
    played, role_of, sample_inputs, state_dict, torch, turns)


@cells.setup
def _cell_2731f986():
    'nbs/toolbox/turns.ipynb #2731f986'
    global ExceptionExpected, LOSSES, UserError, plot_style, test_eq
    from fastcore.test import ExceptionExpected, test_eq

    from gan_course.core import UserError, plot_style
    from gan_course.losses import LOSSES

    plot_style()


@cells.setup
def _cell_5721fd20():
    'nbs/toolbox/turns.ipynb #5721fd20'
    global rounds
    def rounds(switcher, n, losses=None):
        "The first letters of who plays in `n` batches."
        out = []
        for i in range(n):
            now = switcher.turns(['critic', 'gen'])
            loss = torch.tensor(2*losses[i] if losses else 1.)
            switcher.played({o: dict(adv=loss) for o in now})
            out.append(''.join(o[0] for o in now))
        return ' '.join(out)


@cells.test
def test_switchers_play_as_they_say_by_role():
    'nbs/toolbox/turns.ipynb #dcfb34d3'
    global Named, five, hinge
    test_eq(rounds(FixedSwitcher(), 3), 'cg cg cg')
    test_eq(rounds(FixedSwitcher(5, 1), 10), 'c c c c cg c c c c cg')
    test_eq(rounds(FixedSwitcher(1, 2), 4), 'g cg g cg')
    test_eq(rounds(AdaptiveSwitcher(.65), 6, [.69, .68, .6, 9, .5, 9]), 'c c c g c g')
    test_eq(rounds(AdaptiveSwitcher(.65, max_crit=2), 6, [.7]*6), 'c c g c c g')
    five = FixedSwitcher(2, 1)
    test_eq(five.turns(['critic_a', 'critic_b', 'gen_ab']), ['critic_a', 'critic_b'])

    class Named(GameBase):
        def players(self): return dict(judge=nn.Linear(1, 1), painter=nn.Linear(1, 1))
        def roles(self): return dict(judge='critic', painter='generator')
    five.start(Named())
    test_eq(five.turns(['judge', 'painter']), ['judge'])
    with ExceptionExpected(UserError, regex="cannot learn"): FixedSwitcher(0, 1)
    with ExceptionExpected(UserError, regex="max_crit=0"): AdaptiveSwitcher(.65, max_crit=0)
    hinge = Named()
    hinge.adv = LOSSES['hinge']
    with ExceptionExpected(UserError, regex="pass critic_thresh="): AdaptiveSwitcher().start(hinge)


@cells.test
def test_samples_have_what_was_asked_for_and_what_is_missing_is_named():
    'nbs/toolbox/turns.ipynb #f748798c'
    global Labelled, y, z
    class Labelled(GameBase):
        inputs = 'z', 'label'
        def __init__(self):
            super().__init__()
            self.gen, self.noise = nn.Linear(1, 1), dict(z=(5,))
        def players(self): return dict(gen=self.gen)
    z, y = Labelled().sample_inputs(3, seed=2, label=7)
    test_eq((z, y.tolist()), (latents(3, 5, seed=2), [7]*3))
    test_eq(Labelled().sample_inputs(2, label=[4, 5])[1].tolist(), [4, 5])
    with ExceptionExpected(UserError, regex="a sample without label: expected a value.*pass label="):
        Labelled().sample_inputs(3)
    with ExceptionExpected(UserError, regex="colour=3: expected inputs of Labelled: .'label'."):
        Labelled().sample_inputs(3, label=1, colour=3)
